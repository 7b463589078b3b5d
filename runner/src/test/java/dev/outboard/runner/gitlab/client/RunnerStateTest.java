package dev.outboard.runner.gitlab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerStateTest {
    private static final RunnerRegistration WANTED = RunnerRegistration.builder()
            .scope(RunnerScope.project(7))
            .addTag("docker")
            .addTag("linux")
            .build();

    private static RunnerState state(RunnerScope.Level level, boolean locked, List<Long> owners) {
        return state(level, locked, owners, "");
    }

    private static RunnerState state(String maintenanceNote) {
        return state(RunnerScope.Level.PROJECT, true, List.of(), maintenanceNote);
    }

    private static RunnerState state(
            RunnerScope.Level level, boolean locked, List<Long> owners, String maintenanceNote) {
        return new RunnerState(
                3,
                "runner1",
                level,
                owners,
                new LinkedHashSet<>(List.of("linux", "docker")),
                false,
                locked,
                false,
                AccessLevel.NOT_PROTECTED,
                Optional.empty(),
                maintenanceNote,
                "online");
    }

    @Test
    void isAsWantedWhateverTheOrderOfItsTags() {
        assertThat(state(RunnerScope.Level.PROJECT, true, List.of()).differences("runner1", WANTED))
                .isEmpty();
    }

    @Test
    void markOfItsCreationIsNoDifference() {
        RunnerRegistration noted = WANTED.toBuilder().maintenanceNote("ask me").build();
        CreationMark mark = CreationMark.random();

        assertThat(state(mark.text()).differences("runner1", WANTED)).isEmpty();
        assertThat(state("ask me\n" + mark).differences("runner1", noted)).isEmpty();
    }

    @Test
    void noteThatOnlyLooksLikeAMarkIsADifference() {
        assertThat(state("Outboard 0123").differences("runner1", WANTED)).hasSize(1);
    }

    @Test
    void namesEachDifference() {
        RunnerRegistration other = WANTED.toBuilder()
                .addTag("gpu")
                .runUntagged(true)
                .locked(false)
                .paused(true)
                .accessLevel(AccessLevel.REF_PROTECTED)
                .maximumTimeout(Duration.ofHours(2))
                .maintenanceNote("ask me")
                .build();

        assertThat(state(RunnerScope.Level.PROJECT, true, List.of()).differences("runner2", other))
                .containsExactly(
                        "description: \"runner1\" instead of \"runner2\"",
                        "tag_list: [docker, linux] instead of [docker, gpu, linux]",
                        "run_untagged: false instead of true",
                        "locked: true instead of false",
                        "paused: false instead of true",
                        "access_level: not_protected instead of ref_protected",
                        "maximum_timeout: none instead of 7200 s",
                        "maintenance_note: \"\" instead of \"ask me\"");
    }

    @Test
    void heedsTheLockOfProjectsRunnersOnly() {
        assertThat(state(RunnerScope.Level.GROUP, false, List.of()).differences("runner1", WANTED))
                .isEmpty();
    }

    @Test
    void isInItsScopeAsFarAsGitLabTells() {
        assertThat(state(RunnerScope.Level.PROJECT, true, List.of(7L)).isIn(RunnerScope.project(7)))
                .isTrue();
        assertThat(state(RunnerScope.Level.PROJECT, true, List.of()).isIn(RunnerScope.project(7)))
                .isTrue();
        assertThat(state(RunnerScope.Level.PROJECT, true, List.of(8L)).isIn(RunnerScope.project(7)))
                .isFalse();
        assertThat(state(RunnerScope.Level.INSTANCE, true, List.of()).isIn(RunnerScope.project(7)))
                .isFalse();
        assertThat(state(RunnerScope.Level.INSTANCE, true, List.of()).isIn(RunnerScope.instance()))
                .isTrue();
    }
}
