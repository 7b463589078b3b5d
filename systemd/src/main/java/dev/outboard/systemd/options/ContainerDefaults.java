package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each container of a daemon gets unless its creator says otherwise. Nothing here is a wall: a user who may create
 * containers may ask for other values, and for privileges.
 *
 * <pre>{@code
 * ContainerDefaults defaults = ContainerDefaults.builder()
 *         .noNewPrivileges(true)
 *         .addUlimit("nofile", 1024, 65536)
 *         .sharedMemory("128M")
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class ContainerDefaults {
    private final boolean noNewPrivileges;
    private final boolean init;
    private final Optional<SeccompProfile> seccompProfile;
    private final Optional<ByteSize> sharedMemory;
    private final List<Ulimit> ulimits;

    private ContainerDefaults(Builder builder, Optional<ByteSize> sharedMemory, List<Ulimit> ulimits) {
        this.noNewPrivileges = builder.noNewPrivileges;
        this.init = builder.init;
        this.seccompProfile = Optional.ofNullable(builder.seccompProfile);
        this.sharedMemory = sharedMemory;
        this.ulimits = List.copyOf(ulimits);
    }

    /**
     * The engine's own defaults.
     *
     * @return defaults in which nothing is set
     */
    public static ContainerDefaults ofEngine() {
        return builder().build();
    }

    /**
     * Starts a description.
     *
     * @return a builder in which nothing is set
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
        Builder builder = new Builder().noNewPrivileges(noNewPrivileges).init(init);
        builder.seccompProfile = seccompProfile.orElse(null);
        sharedMemory.map(ByteSize::toString).ifPresent(builder::sharedMemory);
        ulimits.forEach(limit -> builder.addUlimit(limit.name(), limit.soft(), limit.hard()));
        return builder;
    }

    /** {@return whether processes can't gain privileges, by set-user-ID programs or otherwise} */
    public boolean noNewPrivileges() {
        return noNewPrivileges;
    }

    /** {@return whether process 1 is a small init that reaps zombies} */
    public boolean init() {
        return init;
    }

    /** {@return the profile in place of the engine's own} */
    public Optional<SeccompProfile> seccompProfile() {
        return seccompProfile;
    }

    /** {@return the size of {@code /dev/shm}} */
    public Optional<ByteSize> sharedMemory() {
        return sharedMemory;
    }

    /** {@return the limits of processes, in the order given} */
    public List<Ulimit> ulimits() {
        return ulimits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContainerDefaults that
                && noNewPrivileges == that.noNewPrivileges
                && init == that.init
                && seccompProfile.equals(that.seccompProfile)
                && sharedMemory.equals(that.sharedMemory)
                && ulimits.equals(that.ulimits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(noNewPrivileges, init, seccompProfile, sharedMemory, ulimits);
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (noNewPrivileges) {
            parts.add("no new privileges");
        }
        if (init) {
            parts.add("init");
        }
        seccompProfile.ifPresent(profile -> parts.add(profile.toString()));
        sharedMemory.ifPresent(size -> parts.add("shared memory " + size));
        ulimits.forEach(limit -> parts.add(limit.toString()));
        return parts.isEmpty() ? "the engine's defaults" : String.join(", ", parts);
    }

    /** Collects defaults. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private boolean noNewPrivileges;
        private boolean init;
        private @Nullable SeccompProfile seccompProfile;
        private @Nullable String sharedMemory;
        private final List<Limit> ulimits = new ArrayList<>();

        private record Limit(String name, long soft, long hard) {}

        private Builder() {}

        /**
         * Whether processes can't gain privileges: {@code PR_SET_NO_NEW_PRIVS} of prctl(2). They can unless set to true;
         * then sudo(8) and the like don't work in jobs.
         *
         * @param on whether they can't
         * @return this builder
         */
        public Builder noNewPrivileges(boolean on) {
            noNewPrivileges = on;
            return this;
        }

        /**
         * Whether process 1 is an init that reaps zombies. It is not unless set to true. The host needs {@code
         * docker-init}, which Debian's package {@code tini} brings.
         *
         * @param on whether it is
         * @return this builder
         */
        public Builder init(boolean on) {
            init = on;
            return this;
        }

        /**
         * The system calls that containers may make. Those of the engine's own profile unless set.
         *
         * @param profile the profile; it becomes a file of the daemon's own
         * @return this builder
         */
        public Builder seccompProfile(SeccompProfile profile) {
            seccompProfile = requireNonNull(profile, "profile is null");
            return this;
        }

        /**
         * The size of {@code /dev/shm}. The engine's 64M unless set.
         *
         * @param size for example {@code 128M}
         * @return this builder
         */
        public Builder sharedMemory(String size) {
            sharedMemory = requireNonNull(size, "size is null");
            return this;
        }

        /**
         * Adds a limit of each process. With none, containers have those of the daemon.
         *
         * @param name the resource, as {@code docker run --ulimit} spells it, for example {@code nofile}
         * @param soft what a process gets
         * @param hard what it can have at most; -1 for no limit
         * @return this builder
         */
        public Builder addUlimit(String name, long soft, long hard) {
            ulimits.add(new Limit(requireNonNull(name, "name is null"), soft, hard));
            return this;
        }

        /**
         * Checks everything and makes the defaults.
         *
         * @return the defaults
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public ContainerDefaults build() {
            Problems problems = new Problems();
            Optional<ByteSize> size = Optional.ofNullable(sharedMemory)
                    .flatMap(text -> problems.check("sharedMemory", () -> ByteSize.of(text)));
            List<Ulimit> limits = new ArrayList<>();
            Set<String> names = new LinkedHashSet<>();
            for (Limit limit : ulimits) {
                problems.check("ulimit", () -> new Ulimit(limit.name(), limit.soft(), limit.hard()))
                        .ifPresent(limits::add);
                if (!names.add(limit.name())) {
                    problems.add("ulimit", limit.name(), "each resource once", "leave one of them out");
                }
            }
            problems.throwIfAny("container defaults");
            return new ContainerDefaults(this, size, limits);
        }
    }
}
