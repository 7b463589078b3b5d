package dev.outboard.machine;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyEvent;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.Cancellation;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RegistrationMethod;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.systemd.container.ImageSource;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A program for the inside of a machine: {@code Scenario VERB NAME} plans, applies, verifies or removes one stack. */
public enum Scenario {
    /** The article's bridge by {@code ip}, until the next reboot. */
    IP,
    /** The article's bridge by {@code brctl}, until the next reboot. */
    BRCTL,
    /** The article's stack, with its bridge as the host decides; on most machines by systemd-networkd, which runs there. */
    NETWORKD,
    /** The same, with a root within a data root of the first daemon. */
    WITHIN_THE_FIRST,
    /** The same, with a root within the data root of a user's rootless engine. */
    WITHIN_A_ROOTLESS_ONE,
    /** The article's stack by systemd-networkd, with packets that fit into a tunnel. */
    SMALL_PACKETS,
    /** The same by systemd-networkd, whether it runs or not. */
    BY_NETWORKD,
    /** The same, with a label more. */
    LABELLED,
    /** The same, without a way out for containers. */
    CLOSED,
    /** The same, with every typed option that goes with the others. */
    OPTIONS,
    /** The same, with user namespaces. */
    REMAPPED,
    /** The same, with a storage driver that newer engines do not have. */
    DEVICEMAPPER,
    /** The same, with limits for the daemon and its containers. */
    LIMITED,
    /** The same, with wider ones. */
    WIDENED,
    /** The same, cleaned up of everything that is not kept. */
    CLEANED,
    /** The same, as soon as it takes up more than it ever does. */
    CLEANED_IF_LARGE,
    /** The same, from little on, of what is an hour old. */
    CLEANED_OF_OLD,
    /** The same, of what is two seconds old. */
    CLEANED_OF_SOON_OLD,
    /** The same, with storage of its own. xfs without quota, which not every kernel has. */
    STORED,
    /** The same, with more of it. */
    GROWN,
    /** The same, with another filesystem and no choice made. */
    STORED_EXT4,
    /** The same, with a given disk in its place, the spare one of a {@link VirtualMachine}. */
    GIVEN_DISK,
    /** The same, with a logical volume. */
    GIVEN_VOLUME,
    /** The same, with a containerd of the daemon's own. */
    OWN_CONTAINERD,
    /** The same, which also keeps its images. */
    CONTAINERD_STORE,
    /** The article's stack, with the daemon in a network namespace of its own. */
    NAMESPACE,
    /** The article's stack, with the containerd that the engine itself starts. */
    EMBEDDED_CONTAINERD,
    /** The same, with IPv6, and with choices unlike the usual ones about whom containers reach and who reaches them. */
    CHOICES,
    /** A stack beside it, with a third daemon. */
    NEIGHBOUR,
    /** Two daemons: one with limits, and a size for each of its containers; one with storage that can grow. */
    BOUNDED,
    /** The same, with more storage for the second. */
    BOUNDED_GROWN,
    /** The article's stack, with a runner that is a process of the host, and made through GitLab's API. */
    HOST_RUNNER,
    /** The same, with less memory for jobs and one more tag. */
    HOST_RUNNER_LIMITED,
    /** The same, with a label of the daemon more, for which it is restarted. */
    HOST_RUNNER_RELABELLED,
    /** The same, with a runner that waits for its jobs no longer than two seconds. */
    HOST_RUNNER_IMPATIENT,
    /** Two daemons, and one process of GitLab Runner that serves a runner of each. */
    SHARED_RUNNERS,
    /** The article's stack, with a runner that is linked to GitLab's container on the same host. */
    LINKED_RUNNER,
    /** The same, with a runner on a network of GitLab's container, whose name it is told. */
    NETWORKED_RUNNER,
    /** The article's stack, with a runner in a container that has its configuration where GitLab Runner looks by itself. */
    RUNNER_IN_CONTAINER,
    /** The same runner as a process of the host. */
    RUNNER_ON_HOST,
    /** The article's stack, with an option that no dockerd knows. */
    BROKEN;

    /** Where the LAN's proxy is, a {@link LanProxy}. */
    static final String PROXY = "http://" + Machine.LAN_ADDRESS + ":3128";

    /** Where the LAN's registry is, a {@link TlsRegistry}. */
    static final String REGISTRY = Machine.LAN_ADDRESS + ":5000";

    StackSpec stack() {
        return switch (this) {
            case IP -> stack(bridge().persistence(Persistence.UNTIL_REBOOT).tool(Tool.IP), daemon());
            case BRCTL -> stack(bridge().persistence(Persistence.UNTIL_REBOOT).tool(Tool.BRCTL), daemon());
            case NETWORKD -> stack(bridge(), daemon());
            case SMALL_PACKETS -> stack(bridge().mtu(1450), daemon());
            case BY_NETWORKD -> stack(bridge().persistence(Persistence.NETWORKD), daemon());
            case WITHIN_THE_FIRST -> stack(bridge(), daemon().root("/srv/docker/ci"));
            case WITHIN_A_ROOTLESS_ONE -> stack(bridge(), daemon().root("/home/ci/.local/share/docker/second"));
            case LABELLED -> stack(bridge(), daemon().addLabel("purpose=ci"));
            case CLOSED ->
                stack(
                        bridge(),
                        daemon().traffic(TrafficPolicy.builder().egress(false).build()));
            case OPTIONS -> stack(bridge(), options());
            case REMAPPED -> stack(bridge(), daemon().userRemap(UserRemap.ofEngine()));
            case DEVICEMAPPER -> stack(bridge(), daemon().storageDriver("devicemapper"));
            case LIMITED ->
                stack(bridge(), daemon().resourceLimits(limits().ioWeight(50).build()));
            case WIDENED ->
                stack(
                        bridge(),
                        daemon().resourceLimits(
                                        limits().cpuQuota(50).memoryMax("512M").build()));
            case CLEANED -> stack(bridge(), daemon().cleanUp(cleanUp().build()));
            case CLEANED_IF_LARGE ->
                stack(bridge(), daemon().cleanUp(cleanUp().aboveSize("100G").build()));
            case CLEANED_OF_OLD -> stack(bridge(), daemon().cleanUp(cleanUpOfWhatIs(Duration.ofHours(1))));
            case CLEANED_OF_SOON_OLD -> stack(bridge(), daemon().cleanUp(cleanUpOfWhatIs(Duration.ofSeconds(2))));
            case STORED -> stack(bridge(), daemon().storage(xfs("320M")));
            case GROWN -> stack(bridge(), daemon().storage(xfs("400M")));
            case STORED_EXT4 ->
                stack(bridge(), daemon().storage(StorageSpec.image("320M").build()));
            case GIVEN_DISK ->
                stack(
                        bridge(),
                        daemon().storage(StorageSpec.device(VirtualMachine.SPARE_DISK)
                                .build()));
            case GIVEN_VOLUME ->
                stack(
                        bridge(),
                        daemon().storage(StorageSpec.device("/dev/ci/docker2").build()));
            case OWN_CONTAINERD -> stack(bridge(), daemon().containerd(Containerd.OWN));
            case CONTAINERD_STORE ->
                stack(bridge(), daemon().containerd(Containerd.OWN).imageStore(ImageStore.CONTAINERD));
            case NAMESPACE -> stack(bridge(), daemon().networkIsolation(NetworkIsolation.NAMESPACE));
            case EMBEDDED_CONTAINERD -> stack(bridge(), daemon().containerd(Containerd.EMBEDDED));
            case CHOICES ->
                stack(
                        bridge().ipv6Address("fd00:9::1/64").mtu(1400),
                        daemon().traffic(TrafficPolicy.builder()
                                .interContainerTraffic(false)
                                .addAllowedHostPort("9000/tcp")
                                .addDeniedRange("fd00:50::2/128")
                                .publishedPorts(false)
                                .build()));
            case NEIGHBOUR ->
                StackSpec.builder("neighbour")
                        .bridge(lab())
                        .daemon(docker3().build())
                        .build();
            case BOUNDED -> bounded("128M");
            case BOUNDED_GROWN -> bounded("256M");
            case HOST_RUNNER -> stackWith(runner("host"));
            case HOST_RUNNER_LIMITED -> stackWith(smallRunner());
            case HOST_RUNNER_RELABELLED ->
                stack(bridge(), daemon().addLabel("purpose=ci")).toBuilder()
                        .runner(smallRunner().build())
                        .build();
            case HOST_RUNNER_IMPATIENT ->
                stack(bridge(), daemon().addLabel("purpose=ci")).toBuilder()
                        .runner(smallRunner()
                                .process(hostProcess(Duration.ofSeconds(2)))
                                .build())
                        .build();
            case SHARED_RUNNERS -> sharedRunners();
            case LINKED_RUNNER -> stackWith(besideGitLab(container("runner1").addLink("gitlab:gitlab.example.org")));
            case NETWORKED_RUNNER ->
                stackWith(besideGitLab(
                        container("runner1").network("ci").addHost("gitlab.example.org:" + ContainerGitLab.ADDRESS)));
            case RUNNER_IN_CONTAINER ->
                stackWith(movable(container("movable")
                        .configurationDirectory("/etc/gitlab-runner")
                        .build()));
            case RUNNER_ON_HOST ->
                stackWith(movable(HostProcess.builder("movable-runner").build()));
            case BROKEN -> stack(bridge(), daemon().addDaemonOption("log-level", "no-such-level"));
        };
    }

    private static CleanUp.Builder cleanUp() {
        return CleanUp.at("*-*-* 03:30")
                .randomizedDelay(Duration.ofMinutes(10))
                .minimumAge(Duration.ZERO)
                .keepImage("kept:1")
                .keepLabel("keep")
                .keepLabel("stage=release")
                .volumes(true);
    }

    private static CleanUp cleanUpOfWhatIs(Duration old) {
        return cleanUp().aboveSize("1M").minimumAge(old).build();
    }

    private static StackSpec bounded(String size) {
        DaemonSpec.Builder docker2 = daemon().resourceLimits(
                        limits().tasksMax(256).build())
                .storage(StorageSpec.image("400M")
                        .filesystem(Filesystem.XFS)
                        .containerSize("32M")
                        .build());
        return stack(bridge(), docker2).toBuilder()
                .bridge(lab())
                .daemon(docker3()
                        .storage(StorageSpec.image(size)
                                .filesystem(Filesystem.EXT4)
                                .build())
                        .build())
                .build();
    }

    private static ResourceLimits.Builder limits() {
        return ResourceLimits.builder().cpuQuota(20).memoryMax("256M").tasksMax(128);
    }

    private static StackSpec stack(BridgeSpec.Builder bridge, DaemonSpec.Builder daemon) {
        return StackSpec.builder("ci")
                .bridge(bridge.build())
                .daemon(daemon.build())
                .build();
    }

    private static StackSpec stackWith(RunnerSpec.Builder runner) {
        return stack(bridge(), daemon()).toBuilder().runner(runner.build()).build();
    }

    /** Its image has neither TLS nor a client of Docker, and takes those of the host. */
    private static ContainerProcess.Builder container(String name) {
        return ContainerProcess.builder(name)
                .image(ImageSource.present("gitlab/gitlab-runner:1"))
                .addVolume("/usr:/usr:ro")
                .addVolume("/lib:/lib:ro")
                .addVolume("/lib64:/lib64:ro");
    }

    /** Only the container reaches GitLab by this name. Its authority is that of {@link SharedRunnersMachineTest}. */
    private static RunnerSpec.Builder besideGitLab(ContainerProcess.Builder process) {
        return RunnerSpec.builder("runner1", URI.create(LanGitLab.TLS_URL + "/ci"))
                .certificateAuthority(Path.of("/root/gitlab-authority.pem"))
                .daemon("docker2")
                .process(process.build())
                .token(RunnerToken.registered(
                        Secret.fromFile(Path.of("/root/gitlab-registration-token")),
                        RunnerRegistration.builder().build()))
                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                .defaultImage("busybox:1");
    }

    private static RunnerSpec.Builder movable(RunnerProcess process) {
        return RunnerSpec.builder("movable", URI.create(LanGitLab.URL))
                .daemon("docker2")
                .process(process)
                .token(RunnerToken.created(
                        Secret.fromFile(Path.of("/root/access-token")),
                        RunnerRegistration.builder()
                                .scope(RunnerScope.instance())
                                .build()))
                .defaultImage("busybox:1");
    }

    /** GitLab is on a network of the first daemon, as it were, and has a name that only the container is told. */
    private static StackSpec sharedRunners() {
        ContainerProcess process = ContainerProcess.builder("ci-runners")
                .image(ImageSource.present("gitlab/gitlab-runner:1"))
                .network("ci")
                .addHost("gitlab.example.org:" + Machine.LAN_ADDRESS)
                .build();
        RunnerRegistration registration =
                RunnerRegistration.builder().scope(RunnerScope.instance()).build();
        return stack(bridge(), daemon()).toBuilder()
                .bridge(lab())
                .daemon(docker3().build())
                .runner(RunnerSpec.builder("runner1", URI.create(LanGitLab.URL))
                        .daemon("docker2")
                        .process(process)
                        .token(RunnerToken.registered(
                                Secret.fromFile(Path.of("/root/registration-token")), registration))
                        .defaultImage("busybox:1")
                        .build())
                .runner(RunnerSpec.builder("runner2", URI.create(LanGitLab.URL))
                        .daemon("docker3")
                        .process(process)
                        .token(RunnerToken.created(Secret.fromFile(Path.of("/root/access-token")), registration))
                        .defaultImage("busybox:1")
                        .build())
                .build();
    }

    /** Its images, and the authority of GitLab, are those that {@link HostRunnerMachineTest} has in files. */
    private static RunnerSpec.Builder runner(String... tags) {
        RunnerRegistration.Builder registration = RunnerRegistration.builder().scope(RunnerScope.project(7));
        Stream.of(tags).forEach(registration::addTag);
        return RunnerSpec.builder("runner1", URI.create(LanGitLab.TLS_URL))
                .certificateAuthority(Path.of("/root/gitlab-authority.pem"))
                .proxy(URI.create(PROXY))
                .daemon("docker2")
                .process(hostProcess(Duration.ofMinutes(2)))
                .token(RunnerToken.created(Secret.fromFile(Path.of("/root/access-token")), registration.build()))
                .jobsMayUseDocker(true)
                .defaultImage("busybox:1")
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                .prefetch(ImageSource.archive("busybox:1", Path.of("/root/busybox.tar")))
                .prefetch(ImageSource.pull(REGISTRY + "/tools:1"));
    }

    private static RunnerSpec.Builder smallRunner() {
        return runner("host", "small").set(DockerSettings.MEMORY, ByteSize.of("256M"));
    }

    private static HostProcess hostProcess(Duration drainLimit) {
        return HostProcess.builder("ci-runner")
                .proxies(ProxySettings.builder().https(PROXY).build())
                .drainLimit(drainLimit)
                .build();
    }

    private static StorageSpec xfs(String size) {
        return StorageSpec.image(size)
                .filesystem(Filesystem.XFS)
                .projectQuota(false)
                .build();
    }

    private static BridgeSpec.Builder bridge() {
        return BridgeSpec.builder("docker1", "10.9.0.1/16");
    }

    private static DaemonSpec.Builder daemon() {
        return DaemonSpec.builder("docker2").bridge("docker1").root("/docker2");
    }

    private static BridgeSpec lab() {
        return BridgeSpec.builder("lab0", "10.20.0.1/16").build();
    }

    private static DaemonSpec.Builder docker3() {
        return DaemonSpec.builder("docker3").bridge("lab0").root("/docker3");
    }

    /** Its authority is that of {@link EngineOptionsMachineTest}, in the machine's {@code /root/authority.pem}. */
    private static DaemonSpec.Builder options() {
        return daemon().logs(LogSettings.builder()
                        .driver("local")
                        .limits(LogLimits.of("10M", 3))
                        .build())
                .containerDefaults(ContainerDefaults.builder()
                        .noNewPrivileges(true)
                        .init(true)
                        .sharedMemory("96M")
                        .addUlimit("nofile", 1024, 2048)
                        .seccompProfile(SeccompProfile.ofJson("""
                                        {"defaultAction": "SCMP_ACT_ALLOW",
                                         "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}
                                        """))
                        .build())
                .registries(RegistrySettings.builder()
                        .addMirror("https://" + REGISTRY)
                        .proxies(ProxySettings.builder()
                                .http("http://192.168.50.1:3128")
                                .https("http://192.168.50.1:3128")
                                .addException(Machine.LAN_ADDRESS)
                                .build())
                        .addCertificateAuthority(new CertificateAuthority("test", read("/root/authority.pem")))
                        .build());
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Runs one verb; what fails goes to standard error, and the exit status is 1.
     *
     * @param arguments the verb, then the scenario's name
     */
    public static void main(String... arguments) {
        run(arguments[0], valueOf(arguments[1])::stack);
    }

    static void run(String verb, Supplier<StackSpec> stack) {
        try (Host host = LocalHost.open()) {
            Provisioner provisioner = Outboard.on(host);
            StackSpec wanted = stack.get();
            System.out.print(run(verb, wanted, provisioner));
            failIfTheHostIsNotAsBefore(wanted);
        } catch (ProvisioningException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    /** What {@code verify} reports, so that it fails every test that has an effect. */
    private static void failIfTheHostIsNotAsBefore(StackSpec stack) {
        for (String subject : List.of("first-daemon", "host-network")) {
            Path changes = Path.of("/var/lib/outboard", stack.name() + "." + subject);
            if (Files.exists(changes)) {
                System.err.println("the " + subject + " is not as before: " + read(changes.toString()));
                System.exit(1);
            }
        }
    }

    private static Object run(String verb, StackSpec stack, Provisioner provisioner) {
        return switch (verb) {
            case "plan" -> provisioner.plan(stack);
            case "verify" -> provisioner.verify(stack);
            case "apply" -> applied(provisioner, provisioner.plan(stack));
            case "halt" -> provisioner.apply(provisioner.plan(stack), halting());
            case "cancel" -> provisioner.apply(provisioner.plan(stack), cancelling());
            case "rollback" -> provisioner.rollBack(stack.name().toString());
            case "rotate" -> {
                provisioner.rotateToken(stack, "runner1");
                yield "";
            }
            case "retire" ->
                applied(provisioner, provisioner.planRemoval(stack.name().toString(), Retention.KEEP_DATA));
            case "remove" ->
                applied(provisioner, provisioner.planRemoval(stack.name().toString(), Retention.PURGE));
            default -> throw new IllegalArgumentException(List.of(verb).toString());
        };
    }

    /** Ends this JVM as a kill does, just before the units are started. */
    private static ApplyOptions halting() {
        return ApplyOptions.defaults().listener(event -> {
            if (isStart(event)) {
                Runtime.getRuntime().halt(137);
            }
        });
    }

    /** Cancels while the units are started. */
    private static ApplyOptions cancelling() {
        Cancellation cancellation = new Cancellation();
        return ApplyOptions.defaults().cancellation(cancellation).listener(event -> {
            if (isStart(event)) {
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(cancellation::cancel);
            }
        });
    }

    private static boolean isStart(ApplyEvent event) {
        return event instanceof ApplyEvent.StepStarted && event.summary().contains("$ systemctl start");
    }

    private static Plan applied(Provisioner provisioner, Plan plan) {
        provisioner.apply(plan, event -> System.out.println(event.summary()));
        return plan;
    }
}
