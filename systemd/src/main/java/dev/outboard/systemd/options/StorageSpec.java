package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A filesystem of a daemon's own, so that a full one hurts no other program: an image, which is a file of the host, or a block
 * device that is given.
 *
 * <pre>{@code
 * StorageSpec storage = StorageSpec.image("40G").build();
 * }</pre>
 *
 * <p>The blocks of an image are taken from the host's disk when it is made. So the bound holds in both directions: jobs
 * can't fill the host's disk, and whatever else fills that can't break the filesystem in the image. An image is grown by a
 * larger size, while the daemon runs, and never shrunk. It is data: a removal leaves it unless it purges.
 *
 * <p>A device is formatted only if nothing is recognised on it, and never wiped.
 *
 * <p>Immutable and thread-safe. Two specs are equal if all their values are.
 */
public final class StorageSpec {
    private static final Schema SCHEMA = new Schema();
    private static final Property<ByteSize> SIZE = SCHEMA.value("size");
    private static final Property<AbsolutePath> IMAGE_PATH = SCHEMA.value("imagePath");
    private static final Property<AbsolutePath> DEVICE = SCHEMA.value("device");
    private static final Property<Filesystem> FILESYSTEM = SCHEMA.value("filesystem", Filesystem.EXT4);
    private static final Property<Boolean> PROJECT_QUOTA =
            SCHEMA.derived("projectQuota", values -> Optional.of(values.get(FILESYSTEM) == Filesystem.XFS));
    private static final Property<ByteSize> CONTAINER_SIZE = SCHEMA.value("containerSize");

    private final Values values;

    private StorageSpec(Values values) {
        this.values = values;
    }

    /**
     * Starts the spec of an image.
     *
     * @param size how large it is, for example {@code 40G}: at least 64M, with XFS 300M
     * @return a builder with defaults for everything else
     */
    public static Builder image(String size) {
        Draft draft = SCHEMA.draft();
        draft.set(SIZE, size, ByteSize::of);
        return new Builder(draft);
    }

    /**
     * Starts the spec of a given block device. It is used whole; after it was extended, the next apply grows the
     * filesystem.
     *
     * @param path the device below {@code /dev}, best by a name that stays: {@code /dev/disk/by-id/...}
     * @return a builder with defaults for everything else
     */
    public static Builder device(String path) {
        Draft draft = SCHEMA.draft();
        draft.set(DEVICE, path, StorageSpec::devicePlace);
        return new Builder(draft);
    }

    /**
     * Starts a spec that differs from this one.
     *
     * @return a builder with the values of this spec
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return how large the image is; empty for a device} */
    public Optional<ByteSize> size() {
        return values.find(SIZE);
    }

    /** {@return the file of the image; empty for its place below {@code /var/lib/outboard}, and for a device} */
    public Optional<AbsolutePath> imagePath() {
        return values.find(IMAGE_PATH);
    }

    /** {@return the block device; empty for an image} */
    public Optional<AbsolutePath> device() {
        return values.find(DEVICE);
    }

    /** {@return which filesystem it is} */
    public Filesystem filesystem() {
        return values.get(FILESYSTEM);
    }

    /** {@return whether the filesystem is mounted with project quota} */
    public boolean projectQuota() {
        return values.get(PROJECT_QUOTA);
    }

    /** {@return how much each container may write; empty for no limit but the whole} */
    public Optional<ByteSize> containerSize() {
        return values.find(CONTAINER_SIZE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageSpec that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return "StorageSpec" + values;
    }

    /**
     * Collects the values of storage. Nothing is checked before {@link #build()}, which reports all mistakes at once.
     * Not thread-safe.
     */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Another size of the image. A smaller one than it has on a host is refused there.
         *
         * @param bytes for example {@code 80G}
         * @return this builder
         */
        public Builder size(String bytes) {
            draft.set(SIZE, bytes, ByteSize::of);
            return this;
        }

        /**
         * The file of the image. {@code /var/lib/outboard/NAME.img} unless set, with the name of the daemon.
         *
         * @param file an absolute path, outside of the daemon's root; its directory must exist
         * @return this builder
         */
        public Builder imagePath(String file) {
            draft.set(IMAGE_PATH, file, StorageSpec::place);
            return this;
        }

        /**
         * Which filesystem it is. {@link Filesystem#EXT4} unless set.
         *
         * @param kind the filesystem
         * @return this builder
         */
        public Builder filesystem(Filesystem kind) {
            draft.set(FILESYSTEM, kind);
            return this;
        }

        /**
         * Whether the filesystem is mounted with project quota ({@code prjquota}, xfs(5)), without which no container can
         * be limited. So it is with {@link Filesystem#XFS} unless set to false, for a kernel that was built without
         * {@code CONFIG_XFS_QUOTA}: there the mount would fail.
         *
         * @param quota whether it is
         * @return this builder
         */
        public Builder projectQuota(boolean quota) {
            draft.set(PROJECT_QUOTA, quota);
            return this;
        }

        /**
         * How much each container may write into its own layer; volumes do not count. Without limit but the whole unless
         * set. Needs {@link Filesystem#XFS} with project quota, and the storage driver {@code overlay2}.
         *
         * @param bytes for example {@code 5G}
         * @return this builder
         */
        public Builder containerSize(String bytes) {
            draft.set(CONTAINER_SIZE, bytes, ByteSize::of);
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public StorageSpec build() {
            return new StorageSpec(draft.check("storage", StorageSpec::check));
        }
    }

    /** A path that a unit can name: its key takes the value as it stands. */
    private static AbsolutePath place(String text) {
        AbsolutePath path = AbsolutePath.of(text);
        UnitValue.literal(text);
        return path;
    }

    private static AbsolutePath devicePlace(String text) {
        AbsolutePath path = place(text);
        if (!text.startsWith("/dev/")) {
            throw new InvalidValueException(
                    "device",
                    text,
                    "a block device below /dev",
                    "write e.g. \"/dev/disk/by-id/...\"; for a file, use StorageSpec.image(..)");
        }
        return path;
    }

    private static void check(Values values, Problems problems) {
        Filesystem filesystem = values.get(FILESYSTEM);
        values.find(SIZE)
                .filter(bytes -> bytes.compareTo(filesystem.smallest()) < 0)
                .ifPresent(bytes -> problems.add(
                        "size",
                        bytes.toString(),
                        "at least " + filesystem.smallest() + " for " + filesystem,
                        "choose what the images of the jobs need, e.g. \"40G\""));
        if (values.find(DEVICE).isPresent()) {
            values.find(SIZE)
                    .ifPresent(size -> problems.add(
                            "size", size.toString(), "none, since a device is used whole", "leave it out"));
            values.find(IMAGE_PATH)
                    .ifPresent(path -> problems.add(
                            "imagePath", path.toString(), "none, since a device is given", "leave it out"));
        }
        checkQuota(values, filesystem == Filesystem.XFS, problems);
    }

    private static void checkQuota(Values values, boolean isXfs, Problems problems) {
        Filesystem filesystem = values.get(FILESYSTEM);
        boolean quota = values.get(PROJECT_QUOTA);
        if (quota && !isXfs) {
            problems.add("projectQuota", "true", "false with " + filesystem, "choose filesystem(XFS)");
        }
        values.find(CONTAINER_SIZE)
                .filter(size -> !isXfs || !quota)
                .ifPresent(size -> problems.add(
                        "containerSize",
                        size.toString(),
                        "none with " + filesystem + (isXfs ? " without project quota" : "")
                                + ": the engine limits containers only on xfs with project quota",
                        "choose filesystem(XFS) with its quota, or leave the limit out"));
    }
}
