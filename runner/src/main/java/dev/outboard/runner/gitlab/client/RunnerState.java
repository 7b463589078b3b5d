package dev.outboard.runner.gitlab.client;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.text.Quoted;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What GitLab has of a runner.
 *
 * @param id its number
 * @param description how it is called
 * @param level how far its scope goes
 * @param owners the numbers of the groups or projects that it belongs to, as far as GitLab tells them to who asks
 * @param tags the tags of jobs that it takes, in GitLab's order
 * @param runUntagged whether it takes jobs without tags
 * @param locked whether it can't be given to another project
 * @param paused whether it takes no new jobs
 * @param accessLevel which branches and tags it takes jobs of
 * @param maximumTimeout the longest time that a job may take; empty for that of the project
 * @param maintenanceNote what people should know; empty if there is none, or who asks may not change the runner
 * @param status GitLab's word for when it was heard of: {@code online}, {@code offline}, {@code stale} or {@code
 *     never_contacted}
 */
public record RunnerState(
        long id,
        String description,
        RunnerScope.Level level,
        List<Long> owners,
        Set<String> tags,
        boolean runUntagged,
        boolean locked,
        boolean paused,
        AccessLevel accessLevel,
        Optional<Duration> maximumTimeout,
        String maintenanceNote,
        String status) {

    /**
     * Creates the answer.
     *
     * @param id its number
     * @param description how it is called
     * @param level how far its scope goes
     * @param owners the numbers of its groups or projects
     * @param tags its tags; iteration order is kept
     * @param runUntagged whether it takes jobs without tags
     * @param locked whether it can't be given to another project
     * @param paused whether it takes no new jobs
     * @param accessLevel which branches and tags it takes jobs of
     * @param maximumTimeout the longest time that a job may take
     * @param maintenanceNote what people should know
     * @param status when it was heard of
     */
    public RunnerState {
        requireNonNull(description, "description is null");
        requireNonNull(level, "level is null");
        owners = List.copyOf(owners);
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
        requireNonNull(accessLevel, "accessLevel is null");
        requireNonNull(maximumTimeout, "maximumTimeout is null");
        requireNonNull(maintenanceNote, "maintenanceNote is null");
        requireNonNull(status, "status is null");
    }

    /**
     * Where the runner is not what it must be, in what {@link GitLab#update} can change. Tags are compared without regard
     * to order. Whether it is locked counts for a project's runner only. A {@link CreationMark} does not count.
     *
     * @param wantedDescription its wanted description
     * @param wanted what it must be; its scope does not count, see {@link #isIn}
     * @return one text for each difference, such as {@code paused: true instead of false}; none if there is none
     */
    public List<String> differences(String wantedDescription, RunnerRegistration wanted) {
        List<String> differences = new ArrayList<>();
        compare("description", Quoted.text(description), Quoted.text(wantedDescription), differences);
        compare("tag_list", new TreeSet<>(tags), new TreeSet<>(wanted.tags()), differences);
        compare("run_untagged", runUntagged, wanted.runUntagged(), differences);
        if (level == RunnerScope.Level.PROJECT) {
            compare("locked", locked, wanted.locked(), differences);
        }
        compare("paused", paused, wanted.paused(), differences);
        compare("access_level", accessLevel.word(), wanted.accessLevel().word(), differences);
        compare("maximum_timeout", seconds(maximumTimeout), seconds(wanted.maximumTimeout()), differences);
        compare(
                "maintenance_note",
                Quoted.text(CreationMark.without(maintenanceNote)),
                Quoted.text(wanted.maintenanceNote().orElse("")),
                differences);
        return List.copyOf(differences);
    }

    private static String seconds(Optional<Duration> timeout) {
        return timeout.map(duration -> duration.toSeconds() + " s").orElse("none");
    }

    private static void compare(String property, Object found, Object wanted, List<String> differences) {
        if (!Objects.equals(found, wanted)) {
            differences.add(property + ": " + found + " instead of " + wanted);
        }
    }

    /**
     * Whether the runner was in contact with GitLab lately, with a token that GitLab knows. GitLab calls it online for two
     * hours after that.
     *
     * @return true if its status is {@code online}
     */
    public boolean isOnline() {
        return status.equals("online");
    }

    /**
     * Whether the runner is for a scope, as far as GitLab tells.
     *
     * @param scope the scope
     * @return false if it is surely for another
     */
    public boolean isIn(RunnerScope scope) {
        return level == scope.level()
                && (level == RunnerScope.Level.INSTANCE || owners.isEmpty() || owners.contains(scope.id()));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
