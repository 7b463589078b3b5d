package dev.outboard.runner.gitlab;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What GitLab keeps of a runner, besides its description: whose jobs it takes, and which. None of it is in the runner's
 * {@code config.toml}, and a registration by a token of the runner's own ({@code glrt-…}) may not send it.
 *
 * <pre>{@code
 * RunnerRegistration registration = RunnerRegistration.builder()
 *         .scope(RunnerScope.group(12))
 *         .addTag("docker")
 *         .accessLevel(AccessLevel.REF_PROTECTED)
 *         .maximumTimeout(Duration.ofHours(2))
 *         .build();
 * }</pre>
 *
 * <p>The bounds are those of GitLab (its {@code app/models/ci/runner.rb}). Immutable and thread-safe. Two are equal if all
 * their values are, tags in the same order.
 */
public final class RunnerRegistration {
    /** How many characters GitLab keeps of a maintenance note. */
    public static final int LONGEST_NOTE = 1024;

    private final Values values;

    private RunnerRegistration(Values values) {
        this.values = values;
    }

    private record Values(
            Optional<RunnerScope> scope,
            List<String> tags,
            boolean runUntagged,
            boolean locked,
            boolean paused,
            AccessLevel accessLevel,
            Optional<Duration> maximumTimeout,
            Optional<String> maintenanceNote) {}

    /**
     * Starts a description.
     *
     * @return a builder without scope, tags, timeout and note
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** {@return whose jobs the runner takes; empty where a registration token settles that} */
    public Optional<RunnerScope> scope() {
        return values.scope();
    }

    /** {@return the tags of jobs that the runner takes, in the order of the builder; GitLab knows no order} */
    public Set<String> tags() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values.tags()));
    }

    /** {@return whether the runner takes jobs without tags} */
    public boolean runUntagged() {
        return values.runUntagged();
    }

    /** {@return whether the runner can't be given to another project; only a project's runner is} */
    public boolean locked() {
        return values.locked();
    }

    /** {@return whether the runner takes no new jobs} */
    public boolean paused() {
        return values.paused();
    }

    /** {@return which branches and tags the runner takes jobs of} */
    public AccessLevel accessLevel() {
        return values.accessLevel();
    }

    /** {@return the longest time that a job may take on the runner, in whole seconds; empty for that of the project} */
    public Optional<Duration> maximumTimeout() {
        return values.maximumTimeout();
    }

    /** {@return what people who look after the runner should know} */
    public Optional<String> maintenanceNote() {
        return values.maintenanceNote();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunnerRegistration registration && values.equals(registration.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "RunnerRegistration");
    }

    /**
     * Collects what GitLab keeps. Nothing is checked before {@link #build()}, which reports all mistakes at once. Not
     * thread-safe.
     */
    public static final class Builder {
        private @Nullable RunnerScope scope;
        private final List<String> tags = new ArrayList<>();
        private @Nullable Boolean runUntagged;
        private @Nullable Boolean locked;
        private boolean paused;
        private AccessLevel accessLevel = AccessLevel.NOT_PROTECTED;
        private @Nullable Duration maximumTimeout;
        private @Nullable String maintenanceNote;

        private Builder() {}

        private Builder(Values values) {
            scope = values.scope().orElse(null);
            tags.addAll(values.tags());
            runUntagged = values.runUntagged() == isDefaultForUntagged() ? null : Boolean.valueOf(values.runUntagged());
            locked = values.locked() == canBeLocked() ? null : Boolean.valueOf(values.locked());
            paused = values.paused();
            accessLevel = values.accessLevel();
            maximumTimeout = values.maximumTimeout().orElse(null);
            maintenanceNote = values.maintenanceNote().orElse(null);
        }

        private boolean isDefaultForUntagged() {
            return tags.isEmpty();
        }

        private boolean canBeLocked() {
            return scope == null || scope.level() == RunnerScope.Level.PROJECT;
        }

        /**
         * Whose jobs the runner takes. Needed to create a runner through the API; a registration token has a scope of its
         * own. None unless set.
         *
         * @param whose the scope
         * @return this builder
         */
        public Builder scope(RunnerScope whose) {
            scope = requireNonNull(whose, "whose is null");
            return this;
        }

        /**
         * Adds a tag. The runner takes a job only if it has each tag of the job.
         *
         * @param tag at most 255 characters, no comma; at most 50 tags
         * @return this builder
         */
        public Builder addTag(String tag) {
            tags.add(requireNonNull(tag, "tag is null"));
            return this;
        }

        /**
         * Whether the runner takes jobs without tags. Unless set, it does if it has no tag itself, as {@code gitlab-runner
         * register} has it.
         *
         * @param takes whether it does
         * @return this builder
         */
        public Builder runUntagged(boolean takes) {
            runUntagged = takes;
            return this;
        }

        /**
         * Whether the runner can't be given to another project. So it is unless set to false, as {@code gitlab-runner
         * register} has it. Runners of an instance or a group can't be locked.
         *
         * @param isLocked whether it is
         * @return this builder
         */
        public Builder locked(boolean isLocked) {
            locked = isLocked;
            return this;
        }

        /**
         * Whether the runner takes no new jobs. It does unless set.
         *
         * @param isPaused whether it rests
         * @return this builder
         */
        public Builder paused(boolean isPaused) {
            paused = isPaused;
            return this;
        }

        /**
         * Which branches and tags the runner takes jobs of. {@link AccessLevel#NOT_PROTECTED} unless set.
         *
         * @param level the level
         * @return this builder
         */
        public Builder accessLevel(AccessLevel level) {
            accessLevel = requireNonNull(level, "level is null");
            return this;
        }

        /**
         * The longest time that a job may take on the runner, if that of its project is longer. None unless set.
         *
         * @param timeout whole seconds, at least ten minutes
         * @return this builder
         */
        public Builder maximumTimeout(Duration timeout) {
            maximumTimeout = requireNonNull(timeout, "timeout is null");
            return this;
        }

        /**
         * What people who look after the runner should know. None unless set.
         *
         * @param note at most 1024 characters, not empty
         * @return this builder
         */
        public Builder maintenanceNote(String note) {
            maintenanceNote = requireNonNull(note, "note is null");
            return this;
        }

        /**
         * Checks everything and makes the value.
         *
         * @return the registration
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public RunnerRegistration build() {
            Problems problems = new Problems();
            RegistrationRules.checkTags(tags, problems);
            if (tags.isEmpty() && Boolean.FALSE.equals(runUntagged)) {
                problems.add(
                        "runUntagged",
                        "false",
                        "true for a runner without tags, which would take no job at all",
                        "add a tag, or leave it out");
            }
            if (Boolean.TRUE.equals(locked) && !canBeLocked()) {
                problems.add(
                        "locked", "true", "a runner of a project; " + scope + " has no such runners", "leave it out");
            }
            RegistrationRules.checkTimeout(maximumTimeout, problems);
            RegistrationRules.checkNote(maintenanceNote, problems);
            problems.throwIfAny("runner registration");
            return new RunnerRegistration(new Values(
                    Optional.ofNullable(scope),
                    List.copyOf(tags),
                    runUntagged == null ? isDefaultForUntagged() : runUntagged,
                    locked == null ? canBeLocked() : locked,
                    paused,
                    accessLevel,
                    Optional.ofNullable(maximumTimeout),
                    Optional.ofNullable(maintenanceNote)));
        }
    }
}
