package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    private static final Schema SCHEMA = new Schema();
    private static final Property<Boolean> NO_NEW_PRIVILEGES = SCHEMA.value("noNewPrivileges", false);
    private static final Property<Boolean> INIT = SCHEMA.value("init", false);
    private static final Property<SeccompProfile> SECCOMP_PROFILE = SCHEMA.value("seccompProfile");
    private static final Property<ByteSize> SHARED_MEMORY = SCHEMA.value("sharedMemory");
    private static final Property<List<Ulimit>> ULIMITS = SCHEMA.list("ulimit");

    private final Values values;

    private ContainerDefaults(Values values) {
        this.values = values;
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
        return new Builder(SCHEMA.draft());
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return whether processes can't gain privileges, by set-user-ID programs or otherwise} */
    public boolean noNewPrivileges() {
        return values.get(NO_NEW_PRIVILEGES);
    }

    /** {@return whether process 1 is a small init that reaps zombies} */
    public boolean init() {
        return values.get(INIT);
    }

    /** {@return the profile in place of the engine's own} */
    public Optional<SeccompProfile> seccompProfile() {
        return values.find(SECCOMP_PROFILE);
    }

    /** {@return the size of {@code /dev/shm}} */
    public Optional<ByteSize> sharedMemory() {
        return values.find(SHARED_MEMORY);
    }

    /** {@return the limits of processes, in the order given} */
    public List<Ulimit> ulimits() {
        return values.get(ULIMITS);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContainerDefaults that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (noNewPrivileges()) {
            parts.add("no new privileges");
        }
        if (init()) {
            parts.add("init");
        }
        seccompProfile().ifPresent(profile -> parts.add(profile.toString()));
        sharedMemory().ifPresent(size -> parts.add("shared memory " + size));
        ulimits().forEach(limit -> parts.add(limit.toString()));
        return parts.isEmpty() ? "the engine's defaults" : String.join(", ", parts);
    }

    /** Collects defaults. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Whether processes can't gain privileges: {@code PR_SET_NO_NEW_PRIVS} of prctl(2). They can unless set to true;
         * then sudo(8) and the like don't work in jobs.
         *
         * @param on whether they can't
         * @return this builder
         */
        public Builder noNewPrivileges(boolean on) {
            draft.set(NO_NEW_PRIVILEGES, on);
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
            draft.set(INIT, on);
            return this;
        }

        /**
         * The system calls that containers may make. Those of the engine's own profile unless set.
         *
         * @param profile the profile; it becomes a file of the daemon's own
         * @return this builder
         */
        public Builder seccompProfile(SeccompProfile profile) {
            draft.set(SECCOMP_PROFILE, profile);
            return this;
        }

        /**
         * The size of {@code /dev/shm}. The engine's 64M unless set.
         *
         * @param size for example {@code 128M}
         * @return this builder
         */
        public Builder sharedMemory(String size) {
            draft.set(SHARED_MEMORY, size, ByteSize::of);
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
            draft.add(ULIMITS, name, resource -> new Ulimit(resource, soft, hard));
            return this;
        }

        /**
         * Checks everything and makes the defaults.
         *
         * @return the defaults
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public ContainerDefaults build() {
            return new ContainerDefaults(draft.check("container defaults", ContainerDefaults::check));
        }
    }

    private static void check(Values values, Problems problems) {
        Set<String> names = new LinkedHashSet<>();
        values.get(ULIMITS).stream()
                .map(Ulimit::name)
                .filter(name -> !names.add(name))
                .forEach(name -> problems.add("ulimit", name, "each resource once", "leave one of them out"));
    }
}
