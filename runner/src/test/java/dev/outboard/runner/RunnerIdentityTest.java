package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.HttpGitLabs;
import dev.outboard.runner.registration.RememberedRunner;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The identity of a runner: beside runners of others in one file, in other spellings, in other places, with other tokens. Over real HTTP. */
class RunnerIdentityTest {
    private static final AbsolutePath CONFIGURATIONS = AbsolutePath.of("/srv/gitlab-runner");

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner =
            Outboard.on(new ConnectedHost(machine.host(), machine.engines(), new HttpGitLabs()));

    @TempDir
    Path directory;

    private Secret accessToken;

    @BeforeEach
    void keepTheAccessToken() throws IOException {
        accessToken = Secret.fromFile(Files.writeString(
                directory.resolve("access-token"), server.accessToken().reveal()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RunnerSpec.Builder runner(String name, String url) {
        return RunnerSpec.builder(name, URI.create(url)).daemon("docker2").defaultImage("debian:13");
    }

    private RunnerSpec.Builder runner() {
        return runner("runner1", url());
    }

    private String url() {
        return server.url().toString();
    }

    private RunnerToken created() {
        return RunnerToken.created(
                accessToken,
                RunnerRegistration.builder().scope(RunnerScope.project(7)).build());
    }

    private static StackSpec stack(RunnerSpec... runners) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runners);
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private void remove(Retention retention) {
        provisioner.apply(provisioner.planRemoval("ci", retention));
    }

    private static AbsolutePath file(String process) {
        return CONFIGURATIONS.resolve(process).resolve("config.toml");
    }

    private String text(String process) {
        return machine.host().read(file(process)).map(FileContent::text).orElse("");
    }

    private List<RegisteredRunner> entries(String process) {
        return ConfigurationFile.parse("config.toml", text(process)).entries();
    }

    private void write(String... entries) {
        machine.host()
                .putDirectory(CONFIGURATIONS)
                .putDirectory(CONFIGURATIONS.resolve("runner1"), FileMode.SECRET_DIRECTORY, FileOwner.ROOT)
                .putFile(
                        file("runner1"),
                        FileContent.ofText("concurrent = 2\n" + String.join("", entries)),
                        FileMode.SECRET,
                        FileOwner.ROOT);
    }

    private static String entry(String url, String token, String executor) {
        return "\n[[runners]]\n  name = \"runner1\"\n  url = \"" + url + "\"\n  token = \"" + token
                + "\"\n  executor = \"" + executor + "\"\n  # of another team\n";
    }

    private static List<String> tokens(List<RegisteredRunner> entries) {
        return entries.stream()
                .map(entry -> entry.token().orElseThrow().reveal())
                .toList();
    }

    private ConflictException conflict(StackSpec stack) {
        return assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> apply(stack))
                .actual();
    }

    // ---- which entry it is

    @Test
    void takesTheEntryWithItsTokenAndLeavesAnotherOfItsName() {
        Secret token = server.createRunner("runner1").token();
        String other = entry(url(), "glrt-other-of-this-name", "shell");
        write(other, entry(url(), token.reveal(), "docker"));

        apply(stack(runner().token(token).build()));

        assertThat(text("runner1")).startsWith("concurrent = 2\n" + other);
        assertThat(tokens(entries("runner1"))).containsExactly("glrt-other-of-this-name", token.reveal());
        remove(Retention.PURGE);
        assertThat(text("runner1")).isEqualTo("concurrent = 2\n" + other);
    }

    @Test
    void findsItsEntryAgainByItsNumberAmongOthersOfDocker() {
        Secret token = server.createRunner("runner1").token();
        Secret other = server.createRunner("runner1").token();
        write(entry(url(), other.reveal(), "docker"), entry(url(), token.reveal(), "docker"));

        apply(stack(runner().token(token).build()));
        assertThat(provisioner.plan(stack(runner().token(token).build())).changes())
                .isEmpty();

        remove(Retention.PURGE);
        assertThat(tokens(entries("runner1"))).containsExactly(other.reveal());
    }

    @Test
    void namesTheEntriesThatNothingTellsApart() {
        write(entry(url(), "glrt-first-of-two", "docker"), entry(url() + "/", "glrt-second-of-two", "docker"));

        assertThat(conflict(stack(runner().token(created()).build())))
                .hasMessageContainingAll(
                        "2 [[runners]] that may be it",
                        "line 3 (executor docker, url " + url() + ")",
                        "line 10 (executor docker, url " + url() + "/)")
                .hasMessageNotContainingAny("glrt-");
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void leavesTheRunnerOfAnotherGitLab() {
        String other = entry("https://gitlab.example.org/", "glrt-of-another-gitlab", "docker");
        write(other);

        apply(stack(runner().token(created()).build()));
        assertThat(text("runner1")).startsWith("concurrent = 2\n" + other);

        remove(Retention.PURGE);
        assertThat(text("runner1")).isEqualTo("concurrent = 2\n" + other);
    }

    @Test
    void doesNotMakeARunnerOfDockerOutOfAnotherExecutor() {
        write(entry(url(), "glrt-of-a-shell-runner", "shell"));

        assertThat(conflict(stack(runner().token(created()).build())))
                .hasMessageContaining("a [[runners]] \"runner1\" in line 3 (executor shell")
                .hasMessageContaining("Fix: rename the runner or the entry");
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void doesNotOverwriteATokenThatGitLabKnows() {
        Secret token = server.createRunner("runner1").token();
        Secret other = server.createRunner("runner1").token();
        write(entry(url(), other.reveal(), "docker"));
        StackSpec stack = stack(runner().token(token).build());

        assertThat(conflict(stack))
                .hasMessageContaining("with another token")
                .hasMessageContaining("or adopt registration runner1");

        provisioner.apply(provisioner.plan(
                stack, Set.of(RememberedRunner.id(stack.runners().get(0)))));
        assertThat(tokens(entries("runner1"))).containsExactly(token.reveal());
    }

    @Test
    void doesNotTakeTheEntryOfAnotherStack() {
        StackSpec stack = stack(runner().token(created()).build());
        apply(stack);

        StackSpec second = StackSpec.builder("second")
                .bridge(Article.docker1().build())
                .daemon(Article.docker2().build())
                .runner(stack.runners().get(0))
                .build();
        assertThat(conflict(second)).hasMessageContaining("of stack ci");
    }

    @Test
    void purgesNoDirectoryInWhichOthersHaveRunners() {
        apply(stack(runner().token(created()).build()));
        machine.host()
                .putFile(
                        file("runner1"),
                        FileContent.ofText(text("runner1") + entry(url(), "glrt-of-others", "shell")),
                        FileMode.SECRET,
                        FileOwner.ROOT);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> remove(Retention.PURGE))
                .withMessageContaining("deletion of /srv/gitlab-runner/runner1")
                .withMessageContaining("executor shell");

        remove(Retention.KEEP_DATA);
        assertThat(tokens(entries("runner1"))).containsExactly("glrt-of-others");
        assertThat(server.runners()).isEmpty();
    }

    // ---- spellings of its URL

    @Test
    void staysWhereItIsInWhateverSpellingOfItsUrl() {
        apply(stack(runner().token(created()).build()));
        String before = text("runner1");

        for (String url : List.of(url() + "/", url().replace("http", "HTTP"), url() + "/ci")) {
            StackSpec stack = stack(runner("runner1", url).token(created()).build());
            assertThat(provisioner.plan(stack).changes()).isEmpty();
            assertThat(provisioner.verify(stack).failures()).isEmpty();
        }

        assertThat(text("runner1")).isEqualTo(before);
        assertThat(server.runners()).hasSize(1);
    }

    @Test
    void takesOverWhatRegisterWroteInAnotherSpelling() {
        Secret token = server.createRunner("runner1").token();
        write(entry(url(), token.reveal(), "docker"));

        apply(stack(runner("runner1", url().toUpperCase(Locale.ROOT) + "/")
                .token(created())
                .build()));

        assertThat(server.runners()).hasSize(1);
        assertThat(text("runner1")).contains("url = \"" + url() + "\"").contains(token.reveal());
    }

    // ---- moves

    private RunnerSpec in(RunnerProcess process) {
        return runner().token(created()).process(process).build();
    }

    private static ContainerProcess container(String name) {
        return ContainerProcess.builder(name).build();
    }

    @ParameterizedTest
    @EnumSource(Retention.class)
    void movesToAnotherProcessAndBackWithItsToken(Retention retention) {
        apply(stack(in(container("proc-a"))));
        String token = tokens(entries("proc-a")).get(0);

        Plan plan = apply(stack(in(container("proc-b"))));

        assertThat(plan.toString())
                .contains("move runner1 with its token from " + file("proc-a") + " to " + file("proc-b"))
                .doesNotContain(token);
        assertThat(tokens(entries("proc-b"))).containsExactly(token);
        assertThat(text("proc-a")).doesNotContain("glrt-");
        assertThat(provisioner.plan(stack(in(container("proc-b")))).changes()).isEmpty();
        assertThat(provisioner.verify(stack(in(container("proc-b")))).failures())
                .isEmpty();

        apply(stack(in(container("proc-a"))));
        assertThat(server.runners()).hasSize(1);

        remove(retention);
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void movesBetweenProcessesThatStay() {
        RunnerSpec first = runner("first", url())
                .token(created())
                .process(container("proc-a"))
                .build();
        RunnerSpec second = runner("second", url())
                .token(created())
                .process(container("proc-b"))
                .build();
        apply(stack(first, in(container("proc-a")), second));

        apply(stack(first, in(container("proc-b")), second));

        assertThat(entries("proc-b")).extracting(RegisteredRunner::name).contains("runner1", "second");
        assertThat(entries("proc-a")).extracting(RegisteredRunner::name).containsExactly("first");
        assertThat(server.runners()).hasSize(3);
        apply(stack(in(container("proc-b")), second));
        assertThat(server.runners()).extracting(SimulatedRunner::description).containsExactly("runner1", "second");
        remove(Retention.PURGE);
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void movesToAnotherDirectoryOfItsContainer() {
        apply(stack(in(container("proc-a"))));

        apply(stack(in(ContainerProcess.builder("proc-a")
                .configurationDirectory("/srv/gitlab-runner/elsewhere")
                .build())));

        assertThat(tokens(entries("elsewhere"))).hasSize(1);
        assertThat(server.runners()).hasSize(1);
        Plan removal = provisioner.planRemoval("ci", Retention.PURGE);
        assertThat(removal.changes().stream().map(Change::summary))
                .containsSubsequence(
                        "- container proc-a", "- registration runner1", "- directory /srv/gitlab-runner/elsewhere");
        provisioner.apply(removal);
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void movesFromAContainerToTheHostAndLeavesThePathsOfTheContainer() {
        machine.host()
                .putFile(
                        AbsolutePath.of("/usr/bin/gitlab-runner"),
                        FileContent.ofText(""),
                        FileMode.EXECUTABLE,
                        FileOwner.ROOT);
        RunnerProcess onHost = HostProcess.builder("proc-h").build();
        apply(stack(in(ContainerProcess.builder("proc-a")
                .socketDirectory("/run/sockets")
                .build())));
        assertThat(text("proc-a")).contains("host = \"unix:///run/sockets/docker2.sock\"");

        apply(stack(in(onHost)));
        assertThat(text("proc-h")).contains("host = \"unix:///docker2/docker.sock\"");

        apply(stack(in(container("proc-a"))));
        assertThat(text("proc-a")).contains("host = \"unix:///run/outboard/docker2.sock\"");
        assertThat(server.runners()).hasSize(1);
        remove(Retention.PURGE);
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void leavesOneGitLabAndOneProcessAtOnce() {
        apply(stack(in(container("proc-a"))));
        try (SimulatedGitLab another = SimulatedGitLab.start()) {
            RunnerToken token = RunnerToken.created(
                    another.accessToken(),
                    RunnerRegistration.builder().scope(RunnerScope.project(7)).build());

            apply(stack(runner("runner1", another.url().toString())
                    .token(token)
                    .process(container("proc-b"))
                    .build()));

            assertThat(server.runners()).isEmpty();
            assertThat(another.runners()).hasSize(1);
            assertThat(text("proc-a")).doesNotContain("glrt-");
        }
    }

    @Test
    void isRenamedAndMovesAtOnce() {
        apply(stack(in(container("proc-a"))));

        apply(stack(runner("renamed", url())
                .token(created())
                .process(container("proc-b"))
                .build()));

        assertThat(server.runners()).extracting(SimulatedRunner::description).containsExactly("renamed");
        remove(Retention.PURGE);
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void movesWithAGivenToken() {
        Secret token = server.createRunner("runner1").token();
        apply(stack(runner().token(token).process(container("proc-a")).build()));

        apply(stack(runner().token(token).process(container("proc-b")).build()));

        assertThat(tokens(entries("proc-b"))).containsExactly(token.reveal());
        assertThat(text("proc-a")).doesNotContain(token.reveal());
        assertThat(provisioner
                        .plan(stack(runner().token(token)
                                .process(container("proc-b"))
                                .build()))
                        .changes())
                .isEmpty();
    }

    @Test
    void leavesGitLabWhereASpecDropsItAfterAMove() {
        apply(stack(in(container("proc-a"))));
        apply(stack(in(container("proc-b"))));

        apply(stack());

        assertThat(server.runners()).isEmpty();
    }

    // ---- tokens that GitLab Runner renews

    /** As GitLab Runner renews a token: it asks GitLab for a new one, and writes that to its file. */
    private String renew(Secret token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/v4/runners/reset_authentication_token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token.reveal() + "\"}"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        String renewed = server.runners().get(0).token().reveal();
        machine.host()
                .putFile(
                        file("runner1"),
                        FileContent.ofText(text("runner1").replace(token.reveal(), renewed)),
                        FileMode.SECRET,
                        FileOwner.ROOT);
        return renewed;
    }

    @Test
    void keepsTheTokenThatGitLabRunnerRenewed() throws Exception {
        Secret token = server.createRunner("runner1").token();
        StackSpec stack = stack(runner().token(token).build());
        apply(stack);
        String renewed = renew(token);

        Plan plan = provisioner.plan(stack);

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.notes()).anyMatch(note -> note.contains("GitLab Runner renews tokens that expire"));
        assertThat(provisioner.verify(stack).failures()).isEmpty();
        assertThat(provisioner.verify(stack).toString()).contains("its token is not the one that the spec gives");
        apply(stack(runner().token(token).limit(3).build()));
        assertThat(tokens(entries("runner1"))).containsExactly(renewed);
    }

    @Test
    void writesWhenATokenExpires() {
        server.expireTokensAt(Instant.parse("2031-05-06T07:08:00Z"));
        StackSpec stack = stack(runner().token(created()).build());
        apply(stack);
        assertThat(text("runner1")).contains("token_expires_at = 2031-05-06T07:08:00Z", "token_obtained_at = 2");
        assertThat(provisioner.plan(stack).changes()).isEmpty();

        server.expireTokensAt(Instant.parse("2032-05-06T07:08:09Z"));
        provisioner.rotateToken(stack, "runner1");

        assertThat(entries("runner1").get(0).tokenExpiresAt()).contains(Instant.parse("2032-05-06T07:08:09Z"));
        assertThat(provisioner.plan(stack).changes()).isEmpty();
    }

    @Test
    void writesWhenAGivenTokenExpires() {
        server.expireTokensAt(Instant.parse("2031-05-06T07:08:09Z"));
        Secret token = server.createRunner("runner1").token();
        StackSpec stack = stack(runner().token(token).build());

        apply(stack);

        assertThat(text("runner1")).contains("id = 1", "token_expires_at = 2031-05-06T07:08:09Z");
        assertThat(provisioner.plan(stack).changes()).isEmpty();
    }

    // ---- tokens of two runners, and tokens that are not there

    @Test
    void refusesATokenThatAnotherRunnerHas() throws IOException {
        Secret token = server.createRunner("runner1").token();
        write(entry(url(), token.reveal(), "docker").replace("\"runner1\"", "\"other\""));
        assertThat(conflict(stack(runner().token(token).build())))
                .hasMessageContaining("\"other\" in " + file("runner1") + ", line 3")
                .hasMessageNotContaining(token.reveal());

        write();
        Secret copy = Secret.fromFile(Files.writeString(directory.resolve("copy"), token.reveal()));
        assertThat(conflict(stack(
                        runner().token(token).build(),
                        runner("runner2", url()).token(copy).build())))
                .hasMessageContaining("runner runner1 has this one");
    }

    @Test
    void refusesTokensInFilesThatAreMissingOrOfAnotherKind() throws IOException {
        Path file = directory.resolve("token");
        assertThat(conflict(stack(runner().token(Secret.fromFile(file)).build())))
                .hasMessageContaining("there is no such file");
        for (String content : List.of("", "__TOKEN__", "glpat-an-access-token", "glptt-a-trigger")) {
            Files.writeString(file, content);
            assertThat(conflict(stack(runner().token(Secret.fromFile(file)).build())))
                    .hasMessageContaining("runner runner1: token: found");
        }
        Files.delete(file);
        RunnerToken absent = RunnerToken.created(
                Secret.fromFile(file),
                RunnerRegistration.builder().scope(RunnerScope.project(7)).build());
        assertThat(conflict(stack(runner().token(absent).build()))).hasMessageContaining("there is no such file");
    }

    @Test
    void doesNotNeedAnAccessTokenAnyMoreThatMadeItsRunner() throws IOException {
        StackSpec stack = stack(runner().token(created()).build());
        apply(stack);
        Files.delete(directory.resolve("access-token"));

        Plan plan = provisioner.plan(stack);

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.notes()).anyMatch(note -> note.contains("it is not needed now"));
    }
}
