package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.Iterables;
import dev.outboard.Provisioner;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.RunnerState;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.InMemoryGitLab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runners that Outboard itself brings into GitLab. */
class RegistrationTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml");
    private static final RunnerRegistration REGISTRATION = RunnerRegistration.builder()
            .scope(RunnerScope.project(7))
            .addTag("docker")
            .build();
    private static final StackSpec CREATED =
            with(Article.runner1().token(RunnerToken.created(Secret.of("glpat-canary"), REGISTRATION)));

    @TempDir
    Path directory;

    private final DebianMachine machine = DebianMachine.withDocker();
    private final InMemoryGitLab gitLab = machine.gitLab();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec with(RunnerSpec.Builder runner) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runner.build());
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

    private ConfigurationFile configuration() {
        return ConfigurationFile.parse("config.toml", text());
    }

    private String token() {
        return configuration()
                .runner(Article.identity())
                .orElseThrow()
                .token()
                .orElseThrow()
                .reveal();
    }

    @Test
    void createsARunnerAndKeepsItsTokenInTheConfiguration() {
        Plan plan = apply(CREATED);

        assertThat(plan.toString())
                .contains("POST http://your.gitlab.url/api/v4/user/runners (description runner1; the token goes to "
                        + CONFIGURATION + ")");
        assertThat(gitLab.runners().get(0).tags()).containsExactly("docker");
        assertThat(configuration().runner(Article.identity()).orElseThrow().id())
                .hasValue(1);
        assertThat(token()).startsWith("glrt-");
        assertThat(machine.firstEngine().executions()).isEmpty();
    }

    @Test
    void createsARunnerOnce() {
        apply(CREATED);

        assertThat(provisioner.plan(CREATED).changes()).isEmpty();
        assertThat(provisioner.verify(CREATED).failures()).isEmpty();
    }

    @Test
    void usesATokenThatWasGiven() {
        apply(Article.stack());

        assertThat(token()).isEqualTo(Article.TOKEN);
        assertThat(gitLab.runners()).isEmpty();
        assertThat(provisioner.plan(Article.stack()).changes()).isEmpty();
    }

    @Test
    void refusesAGivenTokenThatGitLabDoesNotKnow() {
        gitLab.forget(Article.TOKEN);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(Article.stack()))
                .withMessageContaining("a token (given by the program) that http://your.gitlab.url/ci does not know")
                .withMessageNotContaining(Article.TOKEN);
    }

    @Test
    void bringsBackAGivenTokenThatSomebodyReplaced() {
        apply(Article.stack());
        machine.host()
                .putFile(
                        CONFIGURATION,
                        machine.host().read(CONFIGURATION).orElseThrow().text().replace(Article.TOKEN, "glrt-other"));

        apply(Article.stack());

        assertThat(token()).isEqualTo(Article.TOKEN);
    }

    @Test
    void createsARunnerAgainWhoseTokenGitLabDoesNotKnowAnyMore() {
        apply(CREATED);
        gitLab.forget(token());

        Plan plan = apply(CREATED);

        assertThat(summaries(plan))
                .contains("+ registration runner1: http://your.gitlab.url/ci does not know its token any more, and has"
                        + " runner 1, which is offline");
        assertThat(provisioner.plan(CREATED).changes()).isEmpty();
    }

    @Test
    void leavesARunnerThatWasInContactLatelyAlthoughItsTokenIsRefused() {
        apply(CREATED);
        gitLab.refuse(token());

        Plan plan = provisioner.plan(CREATED);

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.notes())
                .anyMatch(note -> note.startsWith("http://your.gitlab.url/ci does not know its token any more, but has"
                        + " runner 1, which was in contact within two hours, so it stays"));
        assertThat(provisioner.verify(CREATED).isProved()).isFalse();
    }

    @Test
    void createsARunnerAgainThatWasDeletedInGitLab() {
        apply(CREATED);
        gitLab.unregister(Secret.of(token()));

        Plan plan = apply(CREATED);

        assertThat(summaries(plan))
                .contains(
                        "+ registration runner1: http://your.gitlab.url/ci does not know its token any more, and has no"
                                + " runner 1");
        assertThat(plan.toString()).doesNotContain("DELETE");
        assertThat(provisioner.plan(CREATED).changes()).isEmpty();
    }

    @Test
    void deletesTheRunnerWhoseTokenIsLostByItsNumber() {
        apply(CREATED);
        gitLab.forget(token());

        Plan plan = apply(CREATED);

        assertThat(plan.toString()).contains("DELETE http://your.gitlab.url/api/v4/runners/1");
        assertThat(gitLab.runners()).extracting(RunnerState::id).containsExactly(2L);
    }

    @Test
    void leavesARunnerThatIsCalledOtherwise() {
        apply(CREATED);
        gitLab.forget(token());
        gitLab.rename(1, "another team's");

        apply(CREATED);

        assertThat(gitLab.runners()).extracting(RunnerState::id).containsExactly(1L, 2L);
    }

    @Test
    void changesInGitLabWhatSomebodyChangedThere() {
        apply(CREATED);
        gitLab.rename(1, "renamed");

        Plan plan = apply(CREATED);

        assertThat(summaries(plan))
                .singleElement()
                .asString()
                .startsWith("~ registration runner1: in GitLab, description: \"renamed\" instead of \"runner1\"");
        assertThat(gitLab.runners().get(0).description()).isEqualTo("runner1");
    }

    @Test
    void changesInGitLabWhatTheSpecChanged() {
        apply(CREATED);

        apply(with(Article.runner1()
                .token(RunnerToken.created(
                        Secret.of("glpat-canary"),
                        REGISTRATION.toBuilder().addTag("linux").build()))));

        assertThat(gitLab.runners().get(0).tags()).containsExactly("docker", "linux");
    }

    @Test
    void leavesTheOldGitLabWhenItMovesToAnother() {
        apply(CREATED);
        String old = token();

        apply(with(RunnerSpec.builder("runner1", URI.create("https://another.example.org"))
                .daemon("docker2")
                .token(RunnerToken.created(Secret.of("glpat-canary"), REGISTRATION))
                .defaultImage("debian:13")));

        assertThat(gitLab.verify(Secret.of(old))).isEmpty();
        assertThat(configuration().runner(Article.identity()).orElseThrow().url())
                .isEqualTo("https://another.example.org");
        assertThat(token()).isNotEqualTo(old);
    }

    @Test
    void keepsWhatPeopleWroteIntoItsEntryWhenItMovesToAnotherGitLab() {
        apply(CREATED);
        String old = token();
        machine.host()
                .putFile(
                        CONFIGURATION,
                        FileContent.ofText(text().replace(
                                        "  executor =", "  output_limit = 9 # for the nightly build\n  executor =")),
                        FileMode.SECRET,
                        FileOwner.ROOT);

        StackSpec another = with(RunnerSpec.builder("runner1", URI.create("https://another.example.org"))
                .daemon("docker2")
                .token(RunnerToken.created(Secret.of("glpat-canary"), REGISTRATION))
                .defaultImage("debian:13"));
        Plan plan = apply(another);

        assertThat(text()).contains("output_limit = 9 # for the nightly build").doesNotContain(old);
        assertThat(configuration().entries()).hasSize(1);
        assertThat(plan.toString())
                .contains("keep the entry of runner1 in " + CONFIGURATION + " for https://another.example.org");
        assertThat(provisioner.plan(another).changes()).isEmpty();
    }

    @Test
    void registersByADeprecatedTokenAndSaysSo() {
        StackSpec stack = with(Article.runner1()
                .token(RunnerToken.registered(
                        Secret.of("GR1348941canary"),
                        RunnerRegistration.builder().build())));

        Plan plan = apply(stack);

        assertThat(plan.notes()).anyMatch(note -> note.contains("deprecated since 15.6"));
        assertThat(gitLab.runners()).hasSize(1);
    }

    private static int effectOfGitLab(StackSpec stack) {
        Faults none = Faults.none();
        Provisioner counting = DebianMachine.withDocker().provisioner(none);
        counting.apply(counting.plan(stack));
        return 1
                + Iterables.indexOf(
                        none.effects(),
                        effect -> effect.equals("GitLab createRunner") || effect.equals("GitLab register"));
    }

    /** GitLab answers, and the program dies before the file has the answer. */
    private void dieAfterTheAnswer(StackSpec stack) {
        Faults faults = Faults.dyingBefore(effectOfGitLab(stack) + 1);
        Provisioner dying = machine.provisioner(faults);
        assertThatExceptionOfType(SimulatedDeath.class).isThrownBy(() -> dying.apply(dying.plan(stack)));
        assertThat(gitLab.runners()).isNotEmpty();
    }

    @Test
    void nextApplyDeletesTheRunnerThatNobodyKnowsAfterAProgramDied() {
        dieAfterTheAnswer(CREATED);

        Plan plan = apply(CREATED);

        assertThat(plan.notes())
                .contains(
                        "http://your.gitlab.url may have a runner \"runner1\" of an apply that was interrupted: it is found"
                                + " by its mark, and deleted first");
        assertThat(gitLab.runners()).singleElement().extracting(RunnerState::id).isEqualTo(2L);
        assertThat(provisioner.plan(CREATED).isEmpty()).isTrue();
    }

    @Test
    void nextApplyLeavesAnotherRunnerOfTheSameName() {
        gitLab.createRunner(Secret.of("glpat-of-another"), "runner1", REGISTRATION);
        dieAfterTheAnswer(CREATED);

        apply(CREATED);

        assertThat(gitLab.runners()).extracting(RunnerState::id).containsExactly(1L, 3L);
    }

    @Test
    void rollBackDeletesItAsWell() throws IOException {
        dieAfterTheAnswer(createdBy("access-token"));

        assertThat(provisioner.rollBack("ci").remaining()).isEmpty();

        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void removalDeletesItAsWell() throws IOException {
        dieAfterTheAnswer(createdBy("access-token"));

        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void namesItWhereNoOneKnowsTheAccessTokenAnyMore() {
        dieAfterTheAnswer(CREATED);

        assertThat(provisioner.rollBack("ci").remaining())
                .singleElement()
                .asString()
                .contains("may have a runner \"runner1\"");
    }

    @Test
    void namesItWhereARegistrationTokenMadeIt() {
        StackSpec stack = with(Article.runner1().token(RunnerToken.registered(Secret.of("GR1348941"), REGISTRATION)));
        dieAfterTheAnswer(stack);

        assertThat(provisioner.plan(stack).notes())
                .contains(
                        "http://your.gitlab.url may have a runner \"runner1\" whose token is in no file: if one is there"
                                + " that never contacted GitLab, delete it there");
    }

    @Test
    void deletesTheRunnerThatItMadeAndForgetsIt() {
        apply(CREATED);

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(gitLab.runners()).isEmpty();
        assertThat(configuration().runners()).isEmpty();
    }

    @Test
    void deletesByItsNumberWithTheAccessTokenThatMadeIt() throws IOException {
        apply(createdBy("access-token"));
        gitLab.forget(token());

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(removal.toString())
                .contains("DELETE http://your.gitlab.url/api/v4/runners/1 (runner1, by the access token of file "
                        + directory.resolve("access-token") + "), or by its own token; forget runner1 in "
                        + CONFIGURATION);
        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void deletesByItsOwnTokenIfTheAccessTokenIsGone() throws IOException {
        apply(createdBy("access-token"));
        Files.delete(directory.resolve("access-token"));

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void deletesByItsOwnTokenIfItsNumberIsThatOfAnother() throws IOException {
        apply(createdBy("access-token"));
        gitLab.rename(1, "renamed");

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void remembersWhereTheAccessTokenWentToAndNotTheToken() throws IOException {
        apply(createdBy("access-token"));
        StackSpec moved = createdBy("another-place");

        Plan plan = apply(moved);

        assertThat(summaries(plan))
                .containsExactly("~ registration runner1: recorded, so that a removal can find its access token");
        assertThat(provisioner.receipt("ci").toString())
                .contains(directory.resolve("another-place").toString())
                .doesNotContain("glpat-canary");
        assertThat(provisioner.plan(moved).changes()).isEmpty();
    }

    private StackSpec createdBy(String file) throws IOException {
        Path accessToken = Files.writeString(directory.resolve(file), "glpat-canary\n");
        return with(Article.runner1().token(RunnerToken.created(Secret.fromFile(accessToken), REGISTRATION)));
    }

    @Test
    void leavesARunnerInGitLabThatItDidNotMake() {
        apply(Article.stack());

        Plan removal = provisioner.planRemoval("ci", Retention.PURGE);
        provisioner.apply(removal);

        assertThat(removal.toString()).contains("forget runner1 in " + CONFIGURATION + "; it stays in GitLab");
        assertThat(gitLab.verify(Secret.of(Article.TOKEN))).isPresent();
    }

    @Test
    void drainsTheRunnerBeforeGitLabForgetsIt() {
        apply(CREATED);

        Plan removal = provisioner.planRemoval("ci");

        assertThat(summaries(removal)).containsSubsequence("- container runner1", "- registration runner1");
    }

    @Test
    void rotatesATokenThatItKeeps() {
        apply(CREATED);
        String old = token();

        provisioner.rotateToken(CREATED, "runner1");

        assertThat(token()).isNotEqualTo(old);
        assertThat(gitLab.verify(Secret.of(old))).isEmpty();
        assertThat(configuration().runner(Article.identity()).orElseThrow().id())
                .hasValue(1);
        assertThat(provisioner.plan(CREATED).changes()).isEmpty();
    }

    @Test
    void refusesToRotateATokenWhileAnApplyRuns() {
        apply(CREATED);
        String old = token();

        machine.host().exclusively(() -> {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> provisioner.rotateToken(CREATED, "runner1"))
                    .withMessageContaining("another apply runs");
            return true;
        });

        assertThat(token()).isEqualTo(old);
    }

    @Test
    void refusesToRotateATokenThatIsGiven() {
        apply(Article.stack());

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> provisioner.rotateToken(Article.stack(), "runner1"))
                .withMessageContaining("a runner whose token Outboard keeps")
                .withMessageContaining("given by the program");
    }

    @Test
    void refusesToRotateTheTokenOfARunnerThatTheStackHasNot() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> provisioner.rotateToken(CREATED, "runner9"));
    }

    @Test
    void leavesARunnerInGitLabThatItFoundInTheFile() {
        machine.host().putDirectory(AbsolutePath.of("/srv/gitlab-runner/runner1"));
        machine.host()
                .putFile(
                        CONFIGURATION,
                        "[[runners]]\n  name = \"runner1\"\n  url = \"http://your.gitlab.url/ci\"\n  token = \"glrt-found\"\n");
        provisioner.apply(
                provisioner.plan(CREATED, Set.of(ResourceId.directory(AbsolutePath.of("/srv/gitlab-runner/runner1")))));

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(gitLab.verify(Secret.of("glrt-found"))).isPresent();
    }

    @Test
    void deletesTheRunnerThatItMadeWhenAnotherTokenIsGiven() {
        apply(CREATED);

        apply(Article.stack());

        assertThat(gitLab.runners()).isEmpty();
        assertThat(token()).isEqualTo(Article.TOKEN);
        assertThat(provisioner.plan(Article.stack()).changes()).isEmpty();
    }

    @Test
    void keepsTheRunnerThatItMadeWhenItsOwnTokenIsGiven() {
        apply(CREATED);
        String token = token();

        apply(with(Article.runner1().token(Secret.of(token))));
        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(gitLab.runners()).hasSize(1);
    }
}
