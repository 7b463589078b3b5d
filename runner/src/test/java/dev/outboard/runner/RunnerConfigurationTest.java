package dev.outboard.runner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.file.ConfigurationException;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerConfigurationTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml");
    private static final StackSpec STACK = Article.stack();

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec with(RunnerSpec.Builder... runners) {
        StackSpec.Builder stack = StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .daemon(Article.docker2().build());
        for (RunnerSpec.Builder runner : runners) {
            stack.runner(runner.build());
        }
        return stack.build();
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private static List<String> summaries(Plan plan) {
        return plan.changes().stream().map(Change::summary).toList();
    }

    private String text() {
        return machine.host().read(CONFIGURATION).map(FileContent::text).orElse("");
    }

    @Test
    void isForItsOwnerOnly() {
        apply(STACK);

        assertThat(machine.host().status(CONFIGURATION).orElseThrow().attributes())
                .isEqualTo("0600 root:root");
    }

    @Test
    void showsTheDifferenceWithoutItsSecrets() {
        assertThat(provisioner.plan(STACK).toString())
                .contains("+[[runners]]", "+  token = \"****\"", "+    image = \"gitlab/dind\"")
                .doesNotContain(Article.TOKEN);
    }

    @Test
    void changesWithoutARestart() {
        apply(STACK);

        Plan plan = apply(with(Article.runner1().set(DockerSettings.MEMORY, ByteSize.of("2G"))));

        assertThat(summaries(plan))
                .containsExactly("~ file " + CONFIGURATION
                        + ": a running process reads it again by itself within seconds, without a restart");
        assertThat(text()).contains("memory = \"2g\"");
    }

    @Test
    void restartsTheProcessForWhatItReadsOnlyWhenItStarts() {
        apply(STACK);
        StackSpec changed = with(Article.runner1(Article.container().set(ProcessSettings.LISTEN_ADDRESS, ":9252")));

        Plan plan = apply(changed);

        assertThat(summaries(plan))
                .contains(
                        "~ file " + CONFIGURATION + ": the process reads a part of it only when it starts",
                        "! container runner1: the process reads a part of its configuration only when it starts");
        assertThat(provisioner.plan(changed).changes()).isEmpty();
    }

    @Test
    void keepsWhatOthersWrote() {
        apply(STACK);
        machine.host().putFile(CONFIGURATION, "# ours\nlog_level = \"debug\"\n\n" + text());

        apply(with(Article.runner1().limit(4)));

        assertThat(text()).startsWith("# ours\nlog_level = \"debug\"\n").contains("limit = 4");
    }

    @Test
    void takesAwayWhatASpecDecidedBeforeAndDoesNotAnyMore() {
        apply(with(Article.runner1().set(DockerSettings.MEMORY, ByteSize.of("2G"))));

        apply(STACK);

        assertThat(text()).doesNotContain("memory");
    }

    @Test
    void servesSeveralRunnersByOneProcess() {
        RunnerSpec.Builder second = RunnerSpec.builder("runner2", Article.GITLAB)
                .daemon("docker2")
                .process(Article.container().build())
                .token(Secret.of("glrt-second"))
                .defaultImage("debian:13");
        StackSpec stack = with(Article.runner1(), second);

        apply(stack);

        assertThat(text()).contains("name = \"runner1\"", "name = \"runner2\"");
        assertThat(machine.firstEngine().containers()).hasSize(1);
        assertThat(provisioner.verify(stack).failures()).isEmpty();
    }

    @Test
    void forgetsARunnerThatLeftItsProcess() {
        RunnerSpec.Builder second = RunnerSpec.builder("runner2", Article.GITLAB)
                .daemon("docker2")
                .process(Article.container().build())
                .token(Secret.of("glrt-second"))
                .defaultImage("debian:13");
        apply(with(Article.runner1(), second));

        apply(STACK);

        assertThat(text()).contains("runner1").doesNotContain("runner2");
        assertThat(provisioner.plan(STACK).changes()).isEmpty();
    }

    @Test
    void namesTheRisksOfWhatWillBeThere() {
        assertThat(provisioner.plan(STACK).notes())
                .anyMatch(note -> note.startsWith(CONFIGURATION + ": R002 runner1: docker.privileged = true"))
                .anyMatch(note -> note.startsWith(CONFIGURATION + ": R003 runner1: docker.volumes"));
    }

    @Test
    void refusesAFileThatIsNoToml() {
        apply(STACK);
        machine.host().putFile(CONFIGURATION, "[[runners\n");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining(CONFIGURATION + ": is not TOML at line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/config.toml", "config.real.toml", "/nowhere/config.toml", "config.toml"})
    void refusesASymbolicLinkAndLeavesItAndItsTarget(String target) {
        apply(STACK);
        String before = text();
        machine.host().putFile(AbsolutePath.of("/data/config.toml"), before);
        machine.host().makeSymbolicLink(CONFIGURATION, target);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(with(Article.runner1().limit(4))))
                .withMessageContaining(CONFIGURATION + ": found \"a symbolic link to " + target);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci", Retention.PURGE));
        assertThat(machine.host().linkTarget(CONFIGURATION)).contains(target);
        assertThat(machine.host().read(AbsolutePath.of("/data/config.toml")))
                .map(FileContent::text)
                .contains(before);
    }

    @Test
    void refusesADirectoryThatIsASymbolicLink() {
        AbsolutePath directory = CONFIGURATION.parent().orElseThrow();
        machine.host().putFile(AbsolutePath.of("/srv/gitlab-runner/other"), "");
        machine.host().makeSymbolicLink(directory, "/data/runner1");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining("directory " + directory + ": found \"a symbolic link");
    }

    @Test
    void refusesAnotherEncodingAndWritesNothing() {
        apply(STACK);
        FileContent latin1 = FileContent.ofBytes(("# f\u00fcr alle\n" + text()).getBytes(ISO_8859_1));
        machine.host().writeFile(CONFIGURATION, latin1, FileMode.SECRET, FileOwner.ROOT);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> provisioner.plan(with(Article.runner1().limit(4))))
                .withMessageContaining(CONFIGURATION + ": is not UTF-8 at byte 3, in line 1");
        assertThat(machine.host().read(CONFIGURATION)).contains(latin1);
    }

    @Test
    void keepsAByteOrderMark() {
        apply(STACK);
        machine.host().putFile(CONFIGURATION, "\uFEFF" + text());

        apply(with(Article.runner1().limit(4)));

        assertThat(text()).startsWith("\uFEFFconcurrent").contains("limit = 4");
        assertThat(provisioner.plan(with(Article.runner1().limit(4))).changes()).isEmpty();
    }

    @Test
    void becomesItsOwnersAgain() {
        apply(STACK);
        machine.host().putFile(CONFIGURATION, text());

        Plan plan = apply(STACK);

        assertThat(summaries(plan)).containsExactly("~ file " + CONFIGURATION + ": it becomes 0600 root:root");
    }

    @Test
    void servesRunnersOfSeveralDaemonsByTheirSockets() {
        DaemonSpec another =
                DaemonSpec.builder("docker3").bridge("docker3").root("/docker3").build();
        StackSpec stack = StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .bridge(BridgeSpec.builder("docker3", "10.12.0.1/16").build())
                .daemon(Article.docker2().build())
                .daemon(another)
                .runner(Article.runner1().build())
                .runner(RunnerSpec.builder("runner2", Article.GITLAB)
                        .daemon("docker3")
                        .process(Article.container().build())
                        .token(Secret.of("glrt-second"))
                        .defaultImage("debian:13")
                        .build())
                .build();

        assertThat(provisioner.plan(stack).toString())
                .contains("-v /docker2/docker.sock:/run/outboard/docker2.sock")
                .contains("-v /docker3/docker.sock:/run/outboard/docker3.sock")
                .contains("host = \"unix:///run/outboard/docker3.sock\"");
    }

    @Test
    void hasTheAuthorityOfGitLabWhereGitLabRunnerLooksForIt(@TempDir Path directory) throws IOException {
        Path authority = Files.writeString(directory.resolve("ca.pem"), CertificatePem.TEXT);
        StackSpec stack = with(Article.runner1().certificateAuthority(authority));

        apply(stack);

        assertThat(machine.host()
                        .read(AbsolutePath.of("/srv/gitlab-runner/runner1/certs/your.gitlab.url.crt"))
                        .orElseThrow()
                        .text())
                .isEqualTo(CertificatePem.TEXT);
        assertThat(provisioner.plan(stack).changes()).isEmpty();
    }
}
