package dev.outboard.runner;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.Filesystem;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.SeccompProfile;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.options.UserRemap;
import java.nio.file.Path;
import java.util.Optional;

/** From nothing, or from one stack, to another: the stacks of the machine tests, and the ways between them. */
enum CrashPassage {
    ARTICLE,
    BY_COMMANDS,
    CHOICES,
    NAMESPACE,
    EMBEDDED_CONTAINERD,
    OPTIONS,
    REMAPPED,
    BUILT_OUT,
    STORED,
    GROWN,
    GIVEN_DEVICE,
    BOUNDED,
    TWO_DAEMONS,
    NEIGHBOUR,
    HOST_RUNNER,
    SHARED_RUNNERS,
    LINKED_RUNNER,
    NETWORKED_RUNNER,
    CREATED_RUNNER,
    RELABELLED,
    WIDENED,
    RELABELLED_UNDER_A_RUNNER,
    PERSISTED,
    UNPERSISTED,
    UNBUILT,
    CHANGED_RUNNER;

    /** A secret without a place would be unknown to the program that comes after. */
    private static final Path ACCESS_TOKEN =
            Path.of("src/test/resources/access-token").toAbsolutePath();

    /** A blank one, on every host. */
    static final AbsolutePath DEVICE = AbsolutePath.of("/dev/vdb");

    Optional<StackSpec> before() {
        return switch (this) {
            case RELABELLED, NEIGHBOUR -> Optional.of(stack(daemon(), Persistence.NETWORKD));
            case GROWN -> Optional.of(stored("320M"));
            case WIDENED -> Optional.of(limited("256M"));
            case RELABELLED_UNDER_A_RUNNER -> Optional.of(onTheHost(daemon()));
            case PERSISTED -> Optional.of(stack(daemon(), Persistence.UNTIL_REBOOT));
            case UNPERSISTED -> Optional.of(stack(daemon(), Persistence.NETWORKD));
            case UNBUILT -> Optional.of(stack(watched(), Persistence.NETWORKD));
            case CHANGED_RUNNER -> Optional.of(created("64M"));
            default -> Optional.empty();
        };
    }

    StackSpec after() {
        return switch (this) {
            case ARTICLE -> Article.stack();
            case BY_COMMANDS -> stack(daemon(), Persistence.UNTIL_REBOOT);
            case CHOICES -> choices();
            case NAMESPACE -> stack(daemon().networkIsolation(NetworkIsolation.NAMESPACE), Persistence.NETWORKD);
            case EMBEDDED_CONTAINERD -> stack(daemon().containerd(Containerd.EMBEDDED), Persistence.NETWORKD);
            case OPTIONS -> options();
            case REMAPPED -> stack(daemon().userRemap(UserRemap.ofEngine()), Persistence.NETWORKD);
            case BUILT_OUT -> stack(builtOut(), Persistence.NETWORKD);
            case STORED -> stored("320M");
            case GROWN -> stored("400M");
            case GIVEN_DEVICE ->
                stack(daemon().storage(StorageSpec.device(DEVICE.toString()).build()), Persistence.NETWORKD);
            case WIDENED -> limited("512M");
            case BOUNDED -> bounded();
            case TWO_DAEMONS -> twoDaemons();
            case NEIGHBOUR ->
                StackSpec.builder("neighbour").bridge(lab()).daemon(docker3()).build();
            case HOST_RUNNER -> onTheHost(daemon());
            case SHARED_RUNNERS -> sharedRunners();
            case LINKED_RUNNER -> created(Article.container().addLink("gitlab:gitlab.example.org"));
            case NETWORKED_RUNNER ->
                created(Article.container().network("ci").addHost("gitlab.example.org:172.18.0.2"));
            case CREATED_RUNNER -> created("64M");
            case RELABELLED -> stack(daemon().addLabel("purpose=ci"), Persistence.NETWORKD);
            case RELABELLED_UNDER_A_RUNNER -> onTheHost(daemon().addLabel("purpose=ci"));
            case PERSISTED, UNBUILT -> stack(daemon(), Persistence.NETWORKD);
            case UNPERSISTED -> stack(daemon(), Persistence.UNTIL_REBOOT);
            case CHANGED_RUNNER -> created("96M");
        };
    }

    StackName stack() {
        return after().name();
    }

    private static DaemonSpec.Builder daemon() {
        return Article.docker2();
    }

    private static DaemonSpec.Builder watched() {
        return daemon().containerd(Containerd.OWN)
                .resourceLimits(ResourceLimits.builder().memoryMax("256M").build())
                .cleanUp(CleanUp.at("*-*-* 03:30").build());
    }

    private static DaemonSpec.Builder builtOut() {
        return watched()
                .storage(StorageSpec.image("320M").filesystem(Filesystem.EXT4).build());
    }

    private static StackSpec stack(DaemonSpec.Builder daemon, Persistence persistence) {
        return Article.stack(Article.docker1().persistence(persistence).build(), daemon.build());
    }

    private static StackSpec limited(String memory) {
        return stack(
                daemon().resourceLimits(
                                ResourceLimits.builder().memoryMax(memory).build()),
                Persistence.NETWORKD);
    }

    private static StackSpec stored(String size) {
        return stack(daemon().storage(xfs(size).projectQuota(false).build()), Persistence.NETWORKD);
    }

    private static StorageSpec.Builder xfs(String size) {
        return StorageSpec.image(size).filesystem(Filesystem.XFS);
    }

    private static StackSpec choices() {
        DaemonSpec daemon = daemon().traffic(TrafficPolicy.builder()
                        .interContainerTraffic(false)
                        .addAllowedHostPort("9000/tcp")
                        .addDeniedRange("fd00:50::2/128")
                        .publishedPorts(false)
                        .build())
                .build();
        return Article.stack(
                Article.docker1().ipv6Address("fd00:9::1/64").mtu(1400).build(), daemon);
    }

    private static StackSpec options() {
        DaemonSpec daemon = daemon().containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .traffic(TrafficPolicy.builder().egress(false).build())
                .registries(RegistrySettings.builder()
                        .addMirror("https://192.0.2.9:5000")
                        .proxies(ProxySettings.builder()
                                .http("http://192.0.2.9:3128")
                                .build())
                        .addCertificateAuthority(new CertificateAuthority("example-org", CertificatePem.TEXT))
                        .build())
                .logs(LogSettings.builder().limits(LogLimits.of("10M", 3)).build())
                .containerDefaults(ContainerDefaults.builder()
                        .noNewPrivileges(true)
                        .sharedMemory("96M")
                        .seccompProfile(SeccompProfile.ofJson("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}"))
                        .build())
                .build();
        return Article.stack(Article.docker1().build(), daemon);
    }

    /** One daemon whose containers are limited in size, one whose storage can grow. */
    private static StackSpec bounded() {
        DaemonSpec docker2 = daemon().resourceLimits(
                        ResourceLimits.builder().cpuQuota(20).tasksMax(256).build())
                .storage(xfs("400M").containerSize("32M").build())
                .build();
        DaemonSpec docker3 = docker3().toBuilder()
                .storage(StorageSpec.image("128M").filesystem(Filesystem.EXT4).build())
                .build();
        return Article.stack(Article.docker1().build(), docker2).toBuilder()
                .bridge(lab())
                .daemon(docker3)
                .build();
    }

    private static BridgeSpec lab() {
        return BridgeSpec.builder("lab0", "10.20.0.1/16").build();
    }

    private static DaemonSpec docker3() {
        return DaemonSpec.builder("docker3").bridge("lab0").root("/srv/docker3").build();
    }

    private static StackSpec twoDaemons() {
        return stack(daemon(), Persistence.NETWORKD).toBuilder()
                .bridge(lab())
                .daemon(docker3())
                .build();
    }

    /** One process for the runners of two daemons. */
    private static StackSpec sharedRunners() {
        RunnerProcess process = ContainerProcess.builder("runners").build();
        return twoDaemons().toBuilder()
                .runner(runner("runner1", process).build())
                .runner(runner("runner2", process).daemon("docker3").build())
                .build();
    }

    private static StackSpec created(String memory) {
        return created(
                runner("runner1", Article.container().build()).set(DockerSettings.MEMORY, ByteSize.of(memory)),
                daemon());
    }

    private static StackSpec created(ContainerProcess.Builder process) {
        return created(runner("runner1", process.build()), daemon());
    }

    private static StackSpec onTheHost(DaemonSpec.Builder daemon) {
        return created(runner("runner1", HostProcess.builder("runner1").build()), daemon);
    }

    private static StackSpec created(RunnerSpec.Builder runner, DaemonSpec.Builder daemon) {
        return Article.stack(Article.docker1().build(), daemon.build(), runner.build());
    }

    private static RunnerSpec.Builder runner(String name, RunnerProcess process) {
        return RunnerSpec.builder(name, Article.GITLAB)
                .daemon("docker2")
                .process(process)
                .token(RunnerToken.created(
                        Secret.fromFile(ACCESS_TOKEN),
                        RunnerRegistration.builder()
                                .scope(RunnerScope.project(7))
                                .build()))
                .defaultImage("debian:13");
    }
}
