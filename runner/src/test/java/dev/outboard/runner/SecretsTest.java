package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Throwables;
import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.Execution;
import dev.outboard.systemd.docker.ExecResult;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens are planted, and looked for in everything that a stack leaves or says on its way from nothing and back. */
class SecretsTest {
    private static final String GIVEN = "glrt-canary-given-by-the-program";
    private static final String IN_FILE = "canary-of-a-file";

    private final DebianMachine machine = DebianMachine.withDocker();
    private final List<String> traces = new ArrayList<>();

    @TempDir
    Path directory;

    private StackSpec stack;

    @BeforeEach
    void plantTokens() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), IN_FILE + "\n");
        stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1()
                        .token(Secret.of(GIVEN))
                        .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                        .build(),
                RunnerSpec.builder("runner2", Article.GITLAB)
                        .daemon("docker2")
                        .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                        .token(RunnerToken.registered(
                                Secret.fromFile(file),
                                RunnerRegistration.builder().build()))
                        .defaultImage("debian:13")
                        .build());
    }

    private void applying(Provisioner provisioner, Plan plan) {
        traces.add(plan.toString());
        traces.add(plan.resources().toString());
        traces.add(said(() -> provisioner
                .apply(plan, event -> traces.add(event.summary() + event))
                .toString()));
    }

    /** What a program says, also if it is the last thing. */
    private static String said(Supplier<String> program) {
        try {
            return program.get();
        } catch (ApplyFailedException failure) {
            return Throwables.getStackTraceAsString(failure) + failure.receipt();
        } catch (ProvisioningException | SimulatedDeath failure) {
            return Throwables.getStackTraceAsString(failure);
        }
    }

    private void lookAt(InMemoryHost host) {
        traces.addAll(host.log());
        host.commands().stream().map(Command::toString).forEach(traces::add);
        host.tree().entrySet().stream()
                .filter(file -> !file.getKey().toString().endsWith("/config.toml"))
                .forEach(file -> traces.add(file.getKey() + " " + file.getValue()));
        machine.firstEngine().executions().stream().map(Execution::toString).forEach(traces::add);
    }

    /** Also not in the log, to which all say all they can: {@code simplelogger.properties}. */
    private void assertNoTrace() throws IOException {
        traces.add(Files.readString(Path.of("target", "test.log")));
        assertThat(traces).isNotEmpty().noneMatch(trace -> trace.contains("canary-of-a") || trace.contains(GIVEN));
    }

    /** Otherwise the canaries could not be found anywhere. */
    private void assertTokensWereUsed() {
        assertThat(machine.firstEngine().executions())
                .flatExtracting(execution -> execution.environment().values())
                .extracting(Secret::reveal)
                .contains(GIVEN, IN_FILE);
    }

    @Test
    void staysSecretFromNothingToRunningAndBack() throws IOException {
        Provisioner provisioner = machine.provisioner();

        applying(provisioner, provisioner.plan(stack));
        lookAt(machine.host());
        traces.add(provisioner.verify(stack).toString());
        traces.add(stack.toString() + stack.runners().get(0).token());
        applying(provisioner, provisioner.planRemoval("ci", Retention.PURGE));

        assertTokensWereUsed();
        assertNoTrace();
    }

    /** What GitLab gives must be in {@code config.toml}, and nowhere else. */
    @Test
    void staysSecretWhereGitLabMakesTheRunner() throws IOException {
        Path access = Files.writeString(directory.resolve("access"), IN_FILE + "-access\n");
        stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1()
                        .token(RunnerToken.created(
                                Secret.fromFile(access),
                                RunnerRegistration.builder()
                                        .scope(RunnerScope.instance())
                                        .build()))
                        .cache(RunnerCache.s3("s3.example.org", "ci", Secret.of("id"), Secret.of(GIVEN)))
                        .build());
        Provisioner provisioner = machine.provisioner();

        applying(provisioner, provisioner.plan(stack));
        lookAt(machine.host());
        String issued = machine.host()
                .read(AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml"))
                .map(file -> ConfigurationFile.parse("config.toml", file.text()))
                .flatMap(file -> file.runner(Article.identity()))
                .flatMap(RegisteredRunner::token)
                .map(Secret::reveal)
                .orElseThrow();
        traces.add(provisioner.verify(stack).toString()
                + stack
                + stack.runners().get(0).cache());
        traces.add(provisioner.plan(stack).toString());
        traces.add(String.valueOf(provisioner.rotateToken(stack, "runner1")));
        applying(provisioner, provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(traces).noneMatch(trace -> trace.contains(issued));
        assertNoTrace();
    }

    /** The whole life of a stack, as far as it comes. */
    private void live(Provisioner provisioner) {
        applying(provisioner, provisioner.plan(stack));
        traces.add(said(() -> String.valueOf(provisioner.rotateToken(stack, "runner1"))));
        applying(provisioner, provisioner.planRemoval("ci", Retention.PURGE));
    }

    /** On the host, of a command, of a daemon or of GitLab. */
    @Test
    void staysSecretWhicheverEffectFails() throws IOException {
        stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1()
                        .token(RunnerToken.created(
                                Secret.of("access_" + GIVEN),
                                RunnerRegistration.builder()
                                        .scope(RunnerScope.instance())
                                        .build()))
                        .build(),
                stack.runners().get(1));
        Faults undisturbed = Faults.none();
        live(machine.provisioner(undisturbed));
        int count = undisturbed.effects().size();
        for (int number = 1; number <= count; number++) {
            DebianMachine other = DebianMachine.withDocker();
            live(other.provisioner(Faults.failingAt(number)));
            lookAt(other.host());
        }

        assertThat(traces)
                .filteredOn(trace -> trace.contains("refused by a test"))
                .hasSizeGreaterThan(count / 2);
        assertNoTrace();
    }

    @Test
    void staysSecretWhereRegistrationFails() throws IOException {
        machine.firstEngine().answer(execution -> {
            String token = execution.environment().values().iterator().next().reveal();
            return new ExecResult(1, "Registering with " + token + "\n", "ERROR: 403 for " + token + "\n");
        });
        Provisioner provisioner = machine.provisioner();

        applying(provisioner, provisioner.plan(stack));
        lookAt(machine.host());

        assertThat(traces).anyMatch(trace -> trace.contains("ERROR: 403 for ****"));
        assertNoTrace();
    }

    @Test
    void staysSecretWhereTheFileIsNoToken() throws IOException {
        Files.writeString(directory.resolve("token"), IN_FILE + "\n" + IN_FILE + "\n");
        traces.add(String.valueOf(catchThrowableOfType(
                ConflictException.class, () -> machine.provisioner().plan(stack))));

        assertThat(traces).anyMatch(trace -> trace.contains("several lines"));
        assertNoTrace();
    }

    @Test
    void staysSecretInAStagedTree() throws IOException {
        Path root = directory.resolve("staged");
        Provisioner provisioner = Outboard.on(StagedHost.at(root, machine.host()));

        applying(provisioner, provisioner.plan(stack));
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                traces.add(path + (Files.isRegularFile(path) ? Files.readString(path) : ""));
            }
        }

        assertThat(traces)
                .anyMatch(trace -> trace.contains("docker --host unix:///run/docker.sock exec --env CI_SERVER_TOKEN"));
        assertNoTrace();
    }

    @Test
    void staysSecretInRefusals() throws IOException {
        String url = "http://user:" + GIVEN + "@proxy.example.org:3128";
        traces.add(String.valueOf(catchThrowableOfType(
                RuntimeException.class, () -> ProxySettings.builder().https(url).build())));
        traces.add(String.valueOf(catchThrowableOfType(
                RuntimeException.class,
                () -> RegistrySettings.builder().addMirror(url).build())));
        traces.add(String.valueOf(catchThrowableOfType(
                RuntimeException.class,
                () -> Article.runner1().proxy(URI.create(url)).build())));
        traces.add(String.valueOf(catchThrowableOfType(
                RuntimeException.class,
                () -> stack.toBuilder().bridge(Article.docker1().build()).build())));
        traces.add(String.valueOf(catchThrowableOfType(
                RuntimeException.class, () -> Article.runner1().limit(-1).build())));
        traces.add(String.valueOf(catchThrowableOfType(RuntimeException.class, () -> Secret.of(GIVEN + "\n"))));

        assertNoTrace();
    }
}
