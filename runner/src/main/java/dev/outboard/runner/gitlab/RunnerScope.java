package dev.outboard.runner.gitlab;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Locale;

/**
 * Whose jobs a runner takes. It is settled when the runner is created, and can't be changed.
 *
 * @param level whether it is for all of a GitLab, a group or a project
 * @param id the number of the group or project, as GitLab shows it on its page; 0 for the instance
 */
public record RunnerScope(Level level, long id) {

    /** How far a runner's scope goes. */
    public enum Level {
        /** All projects of a GitLab; only an administrator makes such runners. */
        INSTANCE("instance_type"),
        /** All projects of a group and of the groups in it. */
        GROUP("group_type"),
        /** One project, and others that it is given to. */
        PROJECT("project_type");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /**
         * The level as GitLab spells it.
         *
         * @return for example {@code group_type}
         */
        public String word() {
            return word;
        }
    }

    /**
     * Creates a scope.
     *
     * @param level how far it goes
     * @param id the number of the group or project; 0 for the instance
     * @throws InvalidValueException if a group or project has no positive number, or the instance has one
     */
    public RunnerScope {
        requireNonNull(level, "level is null");
        if (level == Level.INSTANCE ? id != 0 : id <= 0) {
            throw new InvalidValueException(
                    level.name().toLowerCase(Locale.ROOT) + " id",
                    Long.toString(id),
                    level == Level.INSTANCE ? "0, since there is one instance" : "a number above 0",
                    "write what GitLab shows as its id, e.g. RunnerScope.group(12)");
        }
    }

    /**
     * All projects of a GitLab.
     *
     * @return the scope
     */
    public static RunnerScope instance() {
        return new RunnerScope(Level.INSTANCE, 0);
    }

    /**
     * All projects of a group.
     *
     * @param id the group's number
     * @return the scope
     * @throws InvalidValueException if it is not positive
     */
    public static RunnerScope group(long id) {
        return new RunnerScope(Level.GROUP, id);
    }

    /**
     * One project.
     *
     * @param id the project's number
     * @return the scope
     * @throws InvalidValueException if it is not positive
     */
    public static RunnerScope project(long id) {
        return new RunnerScope(Level.PROJECT, id);
    }

    /**
     * The scope, for people.
     *
     * @return for example {@code group 12}
     */
    @Override
    public String toString() {
        String name = level.name().toLowerCase(Locale.ROOT);
        return level == Level.INSTANCE ? name : name + " " + id;
    }
}
