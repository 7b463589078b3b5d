package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerDefinition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other processes that read the {@code config.toml} of a runner's process. */
class ConfigurationReadersTest {
    private static final String ETC = "/etc/gitlab-runner";
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/gitlab-runner.service");

    /** As {@code gitlab-runner install} writes it. */
    private static final String OF_PACKAGE =
            "/usr/bin/gitlab-runner \"run\" \"--config\" \"/etc/gitlab-runner/config.toml\""
                    + " \"--working-directory\" \"/home/gitlab-runner\" \"--service\" \"gitlab-runner\" \"--user\" \"gitlab-runner\"";

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec stack(String directory) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1(Article.container().configurationDirectory(directory))
                        .build());
    }

    private void install(String exec, String... more) {
        machine.host()
                .putFile(
                        UNIT,
                        "[Service]\nExecStart=" + exec + "\n" + String.join("\n", more)
                                + "\n[Install]\nWantedBy=multi-user.target\n");
    }

    private void systemctl(String verb) {
        machine.host().run(Command.of(List.of("systemctl", verb, "gitlab-runner.service")));
    }

    private String conflict(String directory) {
        return assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(stack(directory)))
                .actual()
                .getMessage();
    }

    @Test
    void refusesTheFileOfTheServiceThatRuns() {
        install(OF_PACKAGE);
        systemctl("start");

        assertThat(conflict(ETC))
                .contains("/etc/gitlab-runner/config.toml: found \"a file that gitlab-runner.service reads as well\"")
                .contains("systemctl disable --now gitlab-runner.service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/usr/bin/gitlab-runner run; ; /etc/gitlab-runner",
                "/usr/bin/gitlab-runner run --config=/srv/gitlab-runner/ci/config.toml; ; /srv/gitlab-runner/ci",
                "/usr/bin/gitlab-runner run -c /srv/gitlab-runner/ci/config.toml; ; /srv/gitlab-runner/ci",
                "/usr/bin/gitlab-runner run -c config.toml; WorkingDirectory=/srv/gitlab-runner/ci; /srv/gitlab-runner/ci",
                "/usr/bin/gitlab-runner run; Environment=CONFIG_FILE=/srv/gitlab-runner/ci/config.toml; /srv/gitlab-runner/ci",
                "/bin/sh -c 'exec gitlab-runner run --config /srv/gitlab-runner/ci/config.toml'; ; /srv/gitlab-runner/ci",
                "/usr/bin/gitlab-ci-multi-runner run; User=root; /etc/gitlab-runner",
                "/usr/bin/gitlab-runner run; User=ci; /home/ci/.gitlab-runner"
            })
    void knowsTheFileThatAServiceReads(String exec, String more, String directory) {
        install(exec, more == null ? "" : more);
        systemctl("enable");

        assertThat(conflict(directory)).contains("gitlab-runner.service reads as well");
        assertThat(provisioner.plan(stack("/srv/elsewhere")).notes()).noneMatch(note -> note.contains("reads"));
    }

    @Test
    void knowsNoReadersOnTheMachineThatATreeIsStagedFor(@TempDir Path directory) {
        machine.host()
                .putFile(
                        AbsolutePath.of("/usr/lib/systemd/system/gitlab-runner.service"),
                        "[Service]\nExecStart=" + OF_PACKAGE + "\n");

        try (StagedHost staged = StagedHost.at(directory, machine.host())) {
            assertThat(Outboard.on(staged).plan(stack(ETC)).isEmpty()).isFalse();
        }
    }

    @Test
    void followsLinksToTheDirectory() {
        install(OF_PACKAGE);
        systemctl("enable");
        machine.host()
                .putDirectory(AbsolutePath.of("/data/runner"), FileMode.SECRET_DIRECTORY, FileOwner.ROOT)
                .putSymbolicLink(AbsolutePath.of(ETC), "/data/runner");

        assertThat(conflict("/data/runner")).contains("gitlab-runner.service reads as well");
    }

    @Test
    void notesAServiceThatNeverStartsByItself() {
        install(OF_PACKAGE);

        assertThat(provisioner.plan(stack(ETC)).notes())
                .anyMatch(note -> note.contains("gitlab-runner.service reads /etc/gitlab-runner/config.toml as well"));
    }

    @Test
    void leavesAServiceThatReadsAnotherFile() {
        install(OF_PACKAGE);
        systemctl("enable");

        Plan plan = provisioner.plan(Article.stack());
        provisioner.apply(plan);

        assertThat(provisioner.plan(Article.stack()).isEmpty()).isTrue();
        assertThat(plan.notes()).noneMatch(note -> note.contains("reads"));
    }

    @Test
    void findsAServiceThatCameLater() {
        provisioner.apply(provisioner.plan(stack(ETC)));
        install(OF_PACKAGE);
        systemctl("enable");

        assertThat(conflict(ETC)).contains("gitlab-runner.service reads as well");
        assertThat(provisioner.verify(stack(ETC)).isProved()).isFalse();
    }

    @Test
    void givesAServiceThatCameLaterNoSocketOfTheHost() {
        provisioner.apply(provisioner.plan(stack(ETC)));

        assertThat(machine.host().read(AbsolutePath.of(ETC + "/config.toml")).map(FileContent::text))
                .hasValueSatisfying(text -> assertThat(text).contains("host = \"unix:///run/outboard/docker2.sock\""));
    }

    private void put(String image, RestartPolicy restart, boolean isStarted, String bind) {
        ContainerName name = ContainerName.of("of-another");
        machine.firstEngine().offer(ImageReference.of(image));
        machine.firstEngine().pull(ImageReference.of(image));
        machine.firstEngine()
                .create(ContainerDefinition.builder(name, ImageReference.of(image))
                        .restart(restart)
                        .addBind(Bind.of(bind))
                        .build());
        if (isStarted) {
            machine.firstEngine().start(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/ci:/etc/gitlab-runner",
                "/srv/ci/config.toml:/etc/gitlab-runner/config.toml:ro",
                "/srv/ci:/config",
                "/srv:/srv"
            })
    void refusesTheFileOfARunnerInAContainer(String bind) {
        put("gitlab/gitlab-runner:v17.0.0", RestartPolicy.ALWAYS, true, bind);

        assertThat(conflict("/srv/ci"))
                .contains("container of-another of image gitlab/gitlab-runner:v17.0.0 reads as well");
    }

    @Test
    void refusesTheFileOfAContainerThatHasItWhereGitLabRunnerLooks() {
        put("registry.example.org/ci:1", RestartPolicy.ALWAYS, false, "/srv/ci:/etc/gitlab-runner");

        assertThat(conflict("/srv/ci")).contains("container of-another");
    }

    @Test
    void notesAContainerThatNeverStartsByItself() {
        put("gitlab/gitlab-runner:v17.0.0", RestartPolicy.NO, false, "/srv/ci:/etc/gitlab-runner");

        assertThat(provisioner.plan(stack("/srv/ci")).notes()).anyMatch(note -> note.contains("container of-another"));
    }

    @Test
    void leavesAContainerThatOnlyLooksAtTheHost() {
        put("prom/node-exporter:v1.9.0", RestartPolicy.ALWAYS, true, "/:/host:ro");

        assertThat(provisioner.plan(stack("/srv/ci")).notes()).noneMatch(note -> note.contains("of-another"));
    }

    @Test
    void knowsItsOwnProcess() {
        provisioner.apply(provisioner.plan(Article.stack()));
        List<StackSpec> others = List.of(
                Article.stack(),
                Article.stack(
                        Article.docker1().build(),
                        Article.docker2().build(),
                        Article.runner1(ContainerProcess.builder("renamed")
                                        .configurationDirectory("/srv/gitlab-runner/runner1"))
                                .build()));

        assertThat(others).allSatisfy(stack -> provisioner.plan(stack));
    }
}
