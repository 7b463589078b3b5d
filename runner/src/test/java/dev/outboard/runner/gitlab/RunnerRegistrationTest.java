package dev.outboard.runner.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerRegistrationTest {
    private static RunnerRegistration.Builder tagged() {
        return RunnerRegistration.builder()
                .scope(RunnerScope.project(7))
                .addTag("docker")
                .maximumTimeout(Duration.ofHours(1))
                .maintenanceNote("ask the infrastructure team");
    }

    private static List<Problem> problemsOf(RunnerRegistration.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<RunnerRegistration.Builder>> changes = new LinkedHashMap<>();
        changes.put("scope", builder -> builder.scope(RunnerScope.group(12)));
        changes.put("tags", builder -> builder.addTag("linux"));
        changes.put("runUntagged", builder -> builder.runUntagged(true));
        changes.put("locked", builder -> builder.locked(false));
        changes.put("paused", builder -> builder.paused(true));
        changes.put("accessLevel", builder -> builder.accessLevel(AccessLevel.REF_PROTECTED));
        changes.put("maximumTimeout", builder -> builder.maximumTimeout(Duration.ofMinutes(10)));
        changes.put("maintenanceNote", builder -> builder.maintenanceNote("ask me"));
        SpecContract.of(
                        RunnerRegistrationTest::tagged,
                        RunnerRegistration::toBuilder,
                        RunnerRegistration.Builder::build)
                .verify(changes);
    }

    @Test
    void takesUntaggedJobsOnlyWithoutTagsUnlessSet() {
        assertThat(RunnerRegistration.builder().build().runUntagged()).isTrue();
        assertThat(tagged().build().runUntagged()).isFalse();
        assertThat(tagged().runUntagged(true).build().runUntagged()).isTrue();
    }

    @Test
    void locksRunnersOfProjectsOnlyUnlessSet() {
        assertThat(tagged().build().locked()).isTrue();
        assertThat(tagged().locked(false).build().locked()).isFalse();
        assertThat(tagged().scope(RunnerScope.group(12)).build().locked()).isFalse();
        assertThat(tagged().build().toBuilder()
                        .scope(RunnerScope.instance())
                        .build()
                        .locked())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", " docker", "docker ", "new\nline"})
    void refusesTagThatGitLabWouldSplitOrTrim(String tag) {
        assertThat(problemsOf(RunnerRegistration.builder().addTag(tag)))
                .extracting(Problem::property)
                .containsExactly("tag");
    }

    @Test
    void refusesTheSameTagTwice() {
        assertThat(problemsOf(tagged().addTag("docker")))
                .extracting(Problem::expected)
                .containsExactly("each tag once");
    }

    @Test
    void refusesMoreTagsThanGitLabKeeps() {
        RunnerRegistration.Builder builder = RunnerRegistration.builder();
        IntStream.rangeClosed(1, 51).forEach(number -> builder.addTag("tag" + number));

        assertThat(problemsOf(builder)).extracting(Problem::found).containsExactly("51 tags");
    }

    @Test
    void refusesRunnerThatWouldTakeNoJobAtAll() {
        assertThat(problemsOf(RunnerRegistration.builder().runUntagged(false)))
                .extracting(Problem::property)
                .containsExactly("runUntagged");
    }

    @Test
    void refusesToLockTheRunnerOfAGroup() {
        assertThat(problemsOf(tagged().scope(RunnerScope.group(12)).locked(true)))
                .extracting(Problem::property)
                .containsExactly("locked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT9M59S", "PT10M0.5S", "PT-1H", "PT600000H"})
    void refusesTimeoutThatGitLabWouldNotKeep(Duration timeout) {
        assertThat(problemsOf(RunnerRegistration.builder().maximumTimeout(timeout)))
                .extracting(Problem::property)
                .containsExactly("maximumTimeout");
    }

    @Test
    void countsANoteInCharactersAsGitLabDoes() {
        String longest = "\uD83D\uDEE0".repeat(1024);

        assertThat(RunnerRegistration.builder().maintenanceNote(longest).build().maintenanceNote())
                .contains(longest);
        assertThat(problemsOf(RunnerRegistration.builder().maintenanceNote(longest + "x")))
                .extracting(Problem::found)
                .containsExactly("1025 characters");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        RunnerRegistration.Builder builder = RunnerRegistration.builder()
                .scope(RunnerScope.instance())
                .addTag("")
                .locked(true)
                .maximumTimeout(Duration.ofSeconds(1))
                .maintenanceNote(" ");

        assertThat(problemsOf(builder))
                .extracting(Problem::property)
                .containsExactly("tag", "locked", "maximumTimeout", "maintenanceNote");
    }
}
