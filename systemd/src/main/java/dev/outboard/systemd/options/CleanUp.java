package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.PlainText;
import java.time.Duration;
import java.util.ArrayList;
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
    private final Values values;

    private CleanUp(Values values) {
        this.values = values;
    }

    private record Values(
            String schedule,
            Duration randomizedDelay,
            Duration minimumAge,
            OptionalInt aboveUsage,
            Optional<ByteSize> aboveSize,
            List<ImageReference> keptImages,
            List<String> keptLabels,
            boolean volumes,
            boolean buildCache) {}

    /**
     * Starts a clean-up.
     *
     * @param calendar when it runs, in the words of systemd.time(7), CALENDAR EVENTS: {@code daily}, {@code 03:30}, {@code
     *     Sat *-*-* 02:00}
     * @return a builder with defaults for everything else
     */
    public static Builder at(String calendar) {
        return new Builder(calendar);
    }

    /**
     * Starts a clean-up that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** {@return when it runs, a calendar event of systemd} */
    public String schedule() {
        return values.schedule();
    }

    /** {@return by how much it is put off at most, at random} */
    public Duration randomizedDelay() {
        return values.randomizedDelay();
    }

    /** {@return how long something must have been unused, or there, to be thrown away} */
    public Duration minimumAge() {
        return values.minimumAge();
    }

    /** {@return the use of the filesystem in percent above which it runs; empty for always} */
    public OptionalInt aboveUsage() {
        return values.aboveUsage();
    }

    /** {@return the size of the data root above which it runs; empty for always} */
    public Optional<ByteSize> aboveSize() {
        return values.aboveSize();
    }

    /** {@return the images that stay} */
    public List<ImageReference> keptImages() {
        return values.keptImages();
    }

    /** {@return the labels, keys alone or with a value, by which containers, images, networks and volumes stay} */
    public List<String> keptLabels() {
        return values.keptLabels();
    }

    /** {@return whether volumes are thrown away that no container uses} */
    public boolean volumes() {
        return values.volumes();
    }

    /** {@return whether the build cache is thrown away} */
    public boolean buildCache() {
        return values.buildCache();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CleanUp cleanUp && values.equals(cleanUp.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "CleanUp");
    }

    /**
     * Collects what a clean-up does. Nothing is checked before {@link #build()}, which reports all mistakes at once. Not
     * thread-safe.
     */
    public static final class Builder {
        /** What calendar events are made of; whether one is right, only systemd itself can tell. */
        private static final Pattern CALENDAR =
                Pattern.compile("[A-Za-z0-9*](?:[A-Za-z0-9*:,./~_+ -]*[A-Za-z0-9*:,./~_+-])?");

        private static final int WHOLE = 100;

        private final String schedule;
        private Duration randomizedDelay = Duration.ZERO;
        private Duration minimumAge = Duration.ofDays(7);
        private @Nullable Integer aboveUsage;
        private @Nullable String aboveSize;
        private final List<String> keptImages = new ArrayList<>();
        private final List<String> keptLabels = new ArrayList<>();
        private boolean volumes;
        private boolean buildCache = true;

        private Builder(String schedule) {
            this.schedule = requireNonNull(schedule, "calendar is null");
        }

        private Builder(Values values) {
            this(values.schedule());
            randomizedDelay = values.randomizedDelay();
            minimumAge = values.minimumAge();
            values.aboveUsage().ifPresent(this::aboveUsage);
            values.aboveSize().ifPresent(size -> aboveSize(size.toString()));
            values.keptImages().forEach(image -> keepImage(image.toString()));
            values.keptLabels().forEach(this::keepLabel);
            volumes = values.volumes();
            buildCache = values.buildCache();
        }

        /**
         * By how much each run is put off at most, at random, so that many hosts do not all begin at once. Not at all
         * unless set.
         *
         * @param delay whole seconds
         * @return this builder
         */
        public Builder randomizedDelay(Duration delay) {
            randomizedDelay = requireNonNull(delay, "delay is null");
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
            minimumAge = requireNonNull(age, "age is null");
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
            aboveUsage = percent;
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
            aboveSize = requireNonNull(bytes, "bytes is null");
            return this;
        }

        /**
         * Adds an image that stays, whatever its age.
         *
         * @param reference as the engine knows it, for example {@code debian:13}
         * @return this builder
         */
        public Builder keepImage(String reference) {
            keptImages.add(requireNonNull(reference, "reference is null"));
            return this;
        }

        /**
         * Adds a label. What has any of them stays: a container, image, network or volume.
         *
         * @param label a key, or key, {@code =} and value
         * @return this builder
         */
        public Builder keepLabel(String label) {
            keptLabels.add(requireNonNull(label, "label is null"));
            return this;
        }

        /**
         * Whether volumes go that no container uses. They stay unless set to true: caches of jobs are in them.
         *
         * @param go whether they do
         * @return this builder
         */
        public Builder volumes(boolean go) {
            volumes = go;
            return this;
        }

        /**
         * Whether the build cache goes. It does unless set to false.
         *
         * @param goes whether it does
         * @return this builder
         */
        public Builder buildCache(boolean goes) {
            buildCache = goes;
            return this;
        }

        /**
         * Checks everything and makes the clean-up.
         *
         * @return the clean-up
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public CleanUp build() {
            Problems problems = new Problems();
            if (!CALENDAR.matcher(schedule).matches()) {
                problems.add(
                        "schedule",
                        schedule,
                        "a calendar event of systemd.time(7)",
                        "write e.g. \"daily\", \"03:30\" or \"Sat *-*-* 02:00\"");
            }
            checkDuration("randomizedDelay", randomizedDelay, problems);
            checkDuration("minimumAge", minimumAge, problems);
            if (aboveUsage != null && (aboveUsage < 1 || aboveUsage >= WHOLE)) {
                problems.add("aboveUsage", aboveUsage + "", "percent from 1 to 99", "write e.g. 70");
            }
            Optional<ByteSize> size = Optional.ofNullable(aboveSize)
                    .flatMap(text -> problems.check("aboveSize", () -> ByteSize.of(text)));
            List<ImageReference> images = problems.each("keepImage", keptImages, ImageReference::of);
            List<String> labels = problems.each("keepLabel", keptLabels, Builder::label);
            problems.throwIfAny("clean-up");
            return new CleanUp(new Values(
                    schedule,
                    randomizedDelay,
                    minimumAge,
                    aboveUsage == null ? OptionalInt.empty() : OptionalInt.of(aboveUsage),
                    size,
                    images,
                    labels,
                    volumes,
                    buildCache));
        }

        private static void checkDuration(String property, Duration duration, Problems problems) {
            if (duration.isNegative() || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
                problems.add(property, duration.toString(), "whole seconds, not less than none", "round it");
            }
        }

        private static String label(String text) {
            if (text.isBlank() || text.startsWith("=") || !PlainText.isOneLine(text)) {
                throw new InvalidValueException(
                        "label", text, "a key, or key=value, without control characters", "write e.g. \"keep\"");
            }
            return text;
        }
    }
}
