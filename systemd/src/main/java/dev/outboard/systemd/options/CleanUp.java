package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.text.PlainText;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a daemon throws away what is no longer needed: stopped containers, networks and images that no container uses, the build
 * cache, and if so chosen volumes. Running containers and their images stay.
 *
 * <pre>{@code
 * CleanUp cleanUp = CleanUp.at("03:30")
 *         .minimumAge(Duration.ofDays(3))
 *         .aboveUsage(70)
 *         .keepImage("debian:13")
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe. Two are equal if all their values are.
 */
public final class CleanUp {
    /** What calendar events are made of; whether one is right, only systemd itself can tell. */
    private static final Pattern CALENDAR =
            Pattern.compile("[A-Za-z0-9*](?:[A-Za-z0-9*:,./~_+ -]*[A-Za-z0-9*:,./~_+-])?");

    private static final int WHOLE = 100;

    private static final Schema SCHEMA = new Schema();
    private static final Property<String> SCHEDULE = SCHEMA.value("schedule");
    private static final Property<Duration> RANDOMIZED_DELAY = SCHEMA.value("randomizedDelay", Duration.ZERO);
    private static final Property<Duration> MINIMUM_AGE = SCHEMA.value("minimumAge", Duration.ofDays(7));
    private static final Property<Integer> ABOVE_USAGE = SCHEMA.value("aboveUsage");
    private static final Property<ByteSize> ABOVE_SIZE = SCHEMA.value("aboveSize");
    private static final Property<List<ImageReference>> KEPT_IMAGES = SCHEMA.list("keepImage");
    private static final Property<List<String>> KEPT_LABELS = SCHEMA.list("keepLabel");
    private static final Property<Boolean> VOLUMES = SCHEMA.value("volumes", false);
    private static final Property<Boolean> BUILD_CACHE = SCHEMA.value("buildCache", true);

    private final Values values;

    private CleanUp(Values values) {
        this.values = values;
    }

    /**
     * Starts a clean-up.
     *
     * @param calendar when it runs, in the words of systemd.time(7), CALENDAR EVENTS: {@code daily}, {@code 03:30}, {@code
     *     Sat *-*-* 02:00}
     * @return a builder with defaults for everything else
     */
    public static Builder at(String calendar) {
        Draft draft = SCHEMA.draft();
        draft.set(SCHEDULE, calendar, CleanUp::calendar);
        return new Builder(draft);
    }

    /**
     * Starts a clean-up that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return when it runs, a calendar event of systemd} */
    public String schedule() {
        return values.get(SCHEDULE);
    }

    /** {@return by how much it is put off at most, at random} */
    public Duration randomizedDelay() {
        return values.get(RANDOMIZED_DELAY);
    }

    /** {@return how long something must have been unused, or there, to be thrown away} */
    public Duration minimumAge() {
        return values.get(MINIMUM_AGE);
    }

    /** {@return the use of the filesystem in percent above which it runs; empty for always} */
    public OptionalInt aboveUsage() {
        return values.find(ABOVE_USAGE).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** {@return the size of the data root above which it runs; empty for always} */
    public Optional<ByteSize> aboveSize() {
        return values.find(ABOVE_SIZE);
    }

    /** {@return the images that stay} */
    public List<ImageReference> keptImages() {
        return values.get(KEPT_IMAGES);
    }

    /** {@return the labels, keys alone or with a value, by which containers, images, networks and volumes stay} */
    public List<String> keptLabels() {
        return values.get(KEPT_LABELS);
    }

    /** {@return whether volumes are thrown away that no container uses} */
    public boolean volumes() {
        return values.get(VOLUMES);
    }

    /** {@return whether the build cache is thrown away} */
    public boolean buildCache() {
        return values.get(BUILD_CACHE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CleanUp that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return "CleanUp" + values;
    }

    /**
     * Collects what a clean-up does. Nothing is checked before {@link #build()}, which reports all mistakes at once. Not
     * thread-safe.
     */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * By how much each run is put off at most, at random, so that many hosts do not all begin at once. Not at all
         * unless set.
         *
         * @param delay whole seconds
         * @return this builder
         */
        public Builder randomizedDelay(Duration delay) {
            draft.set(RANDOMIZED_DELAY, delay, CleanUp::wholeSeconds);
            return this;
        }

        /**
         * How old something must be to go: a container since it stopped, an image since it was pulled, built or tagged
         * here, a network or volume since it was made, and the build cache since it was used last. Seven days unless set.
         *
         * @param age whole seconds
         * @return this builder
         */
        public Builder minimumAge(Duration age) {
            draft.set(MINIMUM_AGE, age, CleanUp::wholeSeconds);
            return this;
        }

        /**
         * Lets it run only if the filesystem of the data root is fuller than this. With {@link #aboveSize} as well, one of
         * the two is enough. It runs always unless set.
         *
         * @param percent from 1 to 99
         * @return this builder
         */
        public Builder aboveUsage(int percent) {
            draft.set(ABOVE_USAGE, percent, CleanUp::percent);
            return this;
        }

        /**
         * Lets it run only if the data root takes more room than this: images, containers, volumes and build cache. It
         * runs always unless set.
         *
         * @param bytes for example {@code 30G}
         * @return this builder
         */
        public Builder aboveSize(String bytes) {
            draft.set(ABOVE_SIZE, bytes, ByteSize::of);
            return this;
        }

        /**
         * Adds an image that stays, whatever its age.
         *
         * @param reference as the engine knows it, for example {@code debian:13}
         * @return this builder
         */
        public Builder keepImage(String reference) {
            draft.add(KEPT_IMAGES, reference, ImageReference::of);
            return this;
        }

        /**
         * Adds a label. What has any of them stays: a container, image, network or volume.
         *
         * @param label a key, or key, {@code =} and value
         * @return this builder
         */
        public Builder keepLabel(String label) {
            draft.add(KEPT_LABELS, label, CleanUp::label);
            return this;
        }

        /**
         * Whether volumes go that no container uses. They stay unless set to true: caches of jobs are in them.
         *
         * @param go whether they do
         * @return this builder
         */
        public Builder volumes(boolean go) {
            draft.set(VOLUMES, go);
            return this;
        }

        /**
         * Whether the build cache goes. It does unless set to false.
         *
         * @param goes whether it does
         * @return this builder
         */
        public Builder buildCache(boolean goes) {
            draft.set(BUILD_CACHE, goes);
            return this;
        }

        /**
         * Checks everything and makes the clean-up.
         *
         * @return the clean-up
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public CleanUp build() {
            return new CleanUp(draft.check("clean-up", (values, problems) -> {}));
        }
    }

    private static String calendar(String text) {
        if (!CALENDAR.matcher(text).matches()) {
            throw new InvalidValueException(
                    "schedule",
                    text,
                    "a calendar event of systemd.time(7)",
                    "write e.g. \"daily\", \"03:30\" or \"Sat *-*-* 02:00\"");
        }
        return text;
    }

    private static Duration wholeSeconds(Duration duration) {
        if (duration.isNegative() || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
            throw new InvalidValueException(
                    "duration", duration.toString(), "whole seconds, not less than none", "round it");
        }
        return duration;
    }

    private static int percent(int number) {
        if (number < 1 || number >= WHOLE) {
            throw new InvalidValueException(
                    "percentage", Integer.toString(number), "percent from 1 to 99", "write e.g. 70");
        }
        return number;
    }

    private static String label(String text) {
        if (text.isBlank() || text.startsWith("=") || !PlainText.isOneLine(text)) {
            throw new InvalidValueException(
                    "label", text, "a key, or key=value, without control characters", "write e.g. \"keep\"");
        }
        return text;
    }
}
