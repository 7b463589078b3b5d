package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.verify.Verification;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.engine.EngineTraits;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan takes from the first daemon's own words, and what it says where there are none. */
class FirstDaemonAnswersTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/docker/daemon.json");
    private static final StackSpec STACK = Article.stackWithoutRunner();

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private void systemctl(String verb, String... units) {
        machine.host()
                .run(Command.of(ImmutableList.<String>builder()
                        .add("systemctl", verb)
                        .add(units)
                        .build()));
    }

    private void delete(String... paths) {
        for (String path : paths) {
            machine.host().deleteFile(AbsolutePath.of(path));
        }
    }

    /** Only programs are left, as where static binaries were unpacked. */
    private void uninstall() {
        systemctl("stop", "docker.socket", "docker.service");
        delete(
                "/usr/lib/systemd/system/docker.service",
                "/usr/lib/systemd/system/docker.socket",
                "/run/docker.pid",
                "/run/docker.sock");
        systemctl("daemon-reload");
    }

    @Test
    void firstDaemonThatIsNotInstalledIsANote() {
        uninstall();

        assertThatNoteSays("no first daemon was found that could be asked (there is no /run/docker.sock)");
    }

    private List<String> notes(StackSpec stack) {
        return provisioner.plan(stack).notes();
    }

    private List<Problem> conflicts(StackSpec stack) {
        try {
            provisioner.plan(stack);
            return List.of();
        } catch (ConflictException conflict) {
            return conflict.conflicts();
        }
    }

    private void assertThatNoteSays(String... words) {
        assertThat(notes(STACK)).anySatisfy(note -> assertThat(note).contains(words));
    }

    private void writeConfiguration(String json) {
        machine.host().putFile(CONFIGURATION, json);
    }

    private static EngineTraits inSwarm(String... pools) {
        List<Subnet> ranges = List.of(pools).stream().map(Subnet::of).toList();
        return new EngineTraits(EngineTraits.DOCKER, Optional.empty(), false, Optional.of(ranges));
    }

    @Test
    void refusedConnectionIsANoteAndNoFailure() {
        machine.firstEngine().shutDown();

        assertThatNoteSays("the first daemon does not answer", "it is not running", "Docker's defaults");
    }

    @Test
    void stackIsAppliedAndRemovedBesideAFirstDaemonThatDoesNotAnswer() {
        machine.firstEngine().shutDown();

        provisioner.apply(provisioner.plan(STACK));

        assertThat(provisioner.plan(STACK).isEmpty()).isTrue();
        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));
        assertThat(provisioner.receipt("ci").resources()).isEmpty();
    }

    @Test
    void staleSocketWithoutAServiceIsANote() {
        uninstall();
        machine.host().putFile(AbsolutePath.of("/run/docker.sock"), "");

        assertThatNoteSays("no first daemon was found that could be asked", "172.17.0.0/16");
    }

    @ParameterizedTest
    @CsvSource({
        "0000: 00000002 00000000 00010000 0001 01 99 /run/docker.sock, false",
        "0000: 00000002 00000000 00010000 0001 01 99 /run/other.sock, true"
    })
    void staleSocketWithoutAServiceIsNoHarmToAFirstDaemon(String listening, boolean isProved) {
        uninstall();
        machine.host().putFile(AbsolutePath.of("/run/docker.sock"), "");
        provisioner.apply(provisioner.plan(STACK));
        machine.host().putFile(AbsolutePath.of("/proc/net/unix"), "Num RefCount Path\n" + listening + "\n");

        assertThat(provisioner.verify(STACK).findings())
                .filteredOn(finding -> finding.check().equals("the first daemon is unharmed"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.proved()).isEqualTo(isProved));
    }

    @Test
    void stoppedFirstDaemonIsANote() {
        systemctl("stop", "docker.socket", "docker.service");
        machine.host().putFile(AbsolutePath.of("/run/docker.sock"), "");

        assertThatNoteSays("the first daemon does not answer (docker.service is inactive)");
    }

    @Test
    void firstDaemonThatWasNeverStartedIsANote() {
        systemctl("stop", "docker.socket", "docker.service");
        delete("/run/docker.pid", "/run/docker.sock");

        assertThatNoteSays("the first daemon does not answer (there is no /run/docker.sock)");
    }

    @Test
    void engineThatAnotherServiceRunsAtTheUsualSocketIsTheFirstDaemon() {
        systemctl("stop", "docker.socket", "docker.service");
        delete("/run/docker.pid");
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/moby.service"),
                        "[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n")
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/moby.socket"),
                        "[Socket]\nListenStream=/run/docker.sock\n");
        systemctl("daemon-reload");
        systemctl("start", "moby.socket", "moby.service");
        machine.firstEngine().createNetwork(InterfaceName.of("shop"), Subnet.of("10.10.7.0/24"));

        assertThat(provisioner.plan(STACK).toString()).contains("10.11.0.0/16").doesNotContain("does not answer");
    }

    /** The service of a third daemon, with the socket that systemd passes on to it. */
    private void startThirdDaemon() {
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/build.service"),
                        "[Service]\nExecStart=/usr/sbin/dockerd -H fd:// --config-file=/etc/build.json\n");
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/build.socket"),
                        "[Socket]\nListenStream=/run/build.sock\n");
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/build.json"),
                        "{\"data-root\": \"/srv/build\", \"pidfile\": \"/run/build.pid\","
                                + " \"exec-root\": \"/run/build\"}");
        machine.host().putFile(AbsolutePath.of("/run/build.sock"), "");
        systemctl("daemon-reload");
        systemctl("start", "build.service");
        ((SimulatedEngine) machine.engines().open(SocketPath.of("/run/build.sock")))
                .createNetwork(InterfaceName.of("shop"), Subnet.of("10.10.7.0/24"));
    }

    @Test
    void poolIsChosenOutsideOfTheNetworksOfAThirdDaemon() {
        startThirdDaemon();

        assertThat(provisioner.plan(STACK).toString()).contains("10.11.0.0/16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/build/x", "/run/build"})
    void pathsOfAThirdDaemonAreItsOwn(String path) {
        startThirdDaemon();

        assertThat(conflicts(Article.stack(
                        Article.docker1().build(),
                        Article.docker2().execRoot(path).build())))
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected()).contains("build.service"));
    }

    @Test
    void thirdDaemonThatIsStoppedIsNotAskedAndThePlanSaysSo() {
        startThirdDaemon();
        systemctl("stop", "build.service");

        assertThat(notes(STACK))
                .anySatisfy(
                        note -> assertThat(note).contains("build.service does not answer (build.service is inactive)"));
    }

    @Test
    void podmanInItsPlaceIsANoteAndItsNetworksCount() {
        machine.firstEngine()
                .become("4.9.3", new EngineTraits("Podman Engine", Optional.empty(), false, Optional.empty()));
        machine.firstEngine().createNetwork(InterfaceName.of("podman1"), Subnet.of("10.10.0.0/24"));

        Plan plan = provisioner.plan(STACK);

        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("Podman Engine 4.9.3, not Docker"));
        assertThat(plan.toString()).contains("10.11.0.0/16").doesNotContain("Docker 4.9");
    }

    @Test
    void poolIsChosenOutsideOfTheOverlayNetworksOfASwarmAndThePlanSaysSo() {
        machine.firstEngine().become("26.1.5", inSwarm("10.0.0.0/8"));

        Plan plan = provisioner.plan(STACK);

        assertThat(plan.toString()).contains("172.16.0.0/16");
        assertThat(plan.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("bridge docker1: address", "10.0.0.0/8", "overlay networks of the swarm"));
        provisioner.apply(plan);
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    @Test
    void workerOfASwarmDoesNotKnowItsPoolsAndThePlanSaysSo() {
        machine.firstEngine().become("26.1.5", inSwarm());

        assertThatNoteSays("only managers of its swarm", "10.0.0.0/8");
        assertThat(provisioner.plan(STACK).toString()).contains("172.16.0.0/16");
    }

    @Test
    void nodeOfASwarmThatIsStoppedIsOneAgainWhenItStarts() {
        systemctl("stop", "docker.socket", "docker.service");
        machine.host().putFile(AbsolutePath.of("/var/lib/docker/swarm/docker-state.json"), "{}");

        assertThatNoteSays("only managers of its swarm", "10.0.0.0/8");
    }

    @Test
    void rangeThatAnAdministratorGaveASwarmIsRefused() {
        machine.firstEngine().become("26.1.5", inSwarm("10.8.0.0/15"));

        assertThat(conflicts(STACK))
                .singleElement()
                .satisfies(problem -> assertThat(problem.property()).isEqualTo("bridge docker1: address"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:2375, tcp://0.0.0.0:2375, true",
        ":2375, tcp://127.0.0.1:2375, true",
        "127.0.0.1:2375, tcp://192.0.2.2:2375, false",
        "127.0.0.1:9323, tcp://127.0.0.1:2375, false",
        "[::1]:2375, tcp://[::]:2375, true",
        "127.0.0.1:2375, fd://, false",
        "127.0.0.1:2375, unix:///run/other.sock, false"
    })
    void metricsOfADaemonDoNotTakeAPortOfTheFirst(String metrics, String listener, boolean collides) {
        writeConfiguration("{\"hosts\": [\"fd://\", \"" + listener + "\"]}");
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().addDaemonOption("metrics-addr", metrics).build());

        assertThat(conflicts(stack)).hasSize(collides ? 1 : 0);
    }

    @Test
    void metricsOfTheFirstDaemonHaveTheirPortToo() {
        writeConfiguration("{\"metrics-addr\": \"127.0.0.1:9323\"}");
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2()
                        .addDaemonOption("metrics-addr", "0.0.0.0:9323")
                        .build());

        assertThat(conflicts(stack)).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("daemon docker2: metrics-addr");
            assertThat(problem.expected()).contains("9323", "/etc/docker/daemon.json");
        });
    }

    @Test
    void runnerOnTheHostDoesNotTakeAPortOfTheFirstDaemonsSocketUnit() {
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/docker.socket.d/tcp.conf"),
                        "[Socket]\nListenStream=9252\n");
        machine.host()
                .putFile(
                        AbsolutePath.of("/usr/bin/gitlab-runner"),
                        FileContent.ofText(""),
                        FileMode.EXECUTABLE,
                        FileOwner.ROOT);
        RunnerSpec runner = Article.runner1()
                .process(HostProcess.builder("runner1")
                        .set(ProcessSettings.LISTEN_ADDRESS, ":9252")
                        .build())
                .build();

        assertThat(conflicts(Article.stack(
                        Article.docker1().build(), Article.docker2().build(), runner)))
                .anySatisfy(problem -> assertThat(problem.expected()).contains("9252", "docker.socket"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"moby", "shop"})
    void daemonInTheNamespaceOfTheFirstIsRefused(String name) {
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/docker.service.d/name.conf"),
                        "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --containerd-namespace=shop\n");
        StackSpec stack = StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder(name).bridge("docker1").build())
                .build();

        assertThat(conflicts(stack))
                .anySatisfy(problem -> assertThat(problem.expected()).contains("namespace"));
    }

    @Test
    void versionIsThatOfTheEngineThatRunsAndNotThatOfThePackage() {
        machine.host().putFile(AbsolutePath.of("/var/lib/dpkg/info/docker.io.list"), "/usr/sbin/dockerd\n");
        machine.host()
                .putFile(
                        AbsolutePath.of("/var/lib/dpkg/status"),
                        "Package: docker.io\nStatus: install ok installed\nVersion: 26.1.5+dfsg1-9\n");
        machine.firstEngine().become("28.5.2", EngineTraits.USUAL);

        assertThatNoteSays("made for Docker 28.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/sbin/dockerd (deleted)", "/opt/docker/dockerd"})
    void versionIsThatOfThePackageWhereAnotherProgramRuns(String running) {
        machine.host().putFile(AbsolutePath.of("/var/lib/dpkg/info/docker.io.list"), "/usr/sbin/dockerd\n");
        machine.host()
                .putFile(
                        AbsolutePath.of("/var/lib/dpkg/status"),
                        "Package: docker.io\nStatus: install ok installed\nVersion: 26.1.5+dfsg1-9\n");
        machine.host().putSymbolicLink(AbsolutePath.of("/proc/559/exe"), running);
        machine.firstEngine().become("28.5.2", EngineTraits.USUAL);

        assertThatNoteSays("made for Docker 26.1");
    }

    @Test
    void rulesOfNftablesAreKnownByTheAnswerOfTheEngine() {
        machine.firstEngine()
                .become(
                        "29.7.2",
                        new EngineTraits(
                                EngineTraits.DOCKER, Optional.of("nftables+firewalld"), false, Optional.empty()));

        assertThat(FirstDaemon.profile(machine.engines(), machine.host(), Set.of())
                        .usesNftables())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--feature containerd-snapshotter=true"})
    void imageStoreThatIsWrittenAndNotYetInForceIsANote(String flag) {
        writeConfiguration(flag.isEmpty() ? "{\"features\": {\"containerd-snapshotter\": true}}" : "{}");
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/docker.service.d/feature.conf"),
                        "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// " + flag + "\n");

        assertThatNoteSays("leaves its images to containerd from its next start on");
    }

    @Test
    void verificationOfTheFirstDaemonNamesWhatAnswers() {
        machine.firstEngine()
                .become("4.9.3", new EngineTraits("Podman Engine", Optional.empty(), false, Optional.empty()));
        provisioner.apply(provisioner.plan(STACK));

        Verification verification = provisioner.verify(STACK);

        assertThat(verification.findings())
                .filteredOn(finding -> finding.check().equals("the first daemon is unharmed"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).startsWith("Podman Engine 4.9.3 answers"));
    }
}
