package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import java.util.Optional;
import java.util.function.Function;
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
    private final Values values;

    private StorageSpec(Values values) {
        this.values = values;
    }

    private record Values(
            Optional<ByteSize> size,
            Optional<AbsolutePath> imagePath,
            Optional<AbsolutePath> device,
            Filesystem filesystem,
            boolean projectQuota,
            Optional<ByteSize> containerSize) {}

    /**
     * Starts the spec of an image.
     *
     * @param size how large it is, for example {@code 40G}: at least 64M, with XFS 300M
     * @return a builder with defaults for everything else
     */
    public static Builder image(String size) {
        return new Builder(requireNonNull(size, "size is null"), null);
    }

    /**
     * Starts the spec of a given block device. It is used whole; after it was extended, the next apply grows the
     * filesystem.
     *
     * @param path the device below {@code /dev}, best by a name that stays: {@code /dev/disk/by-id/...}
     * @return a builder with defaults for everything else
     */
    public static Builder device(String path) {
        return new Builder(null, requireNonNull(path, "path is null"));
    }

    /**
     * Starts a spec that differs from this one.
     *
     * @return a builder with the values of this spec
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return how large the image is; empty for a device} */
    public Optional<ByteSize> size() {
        return values.size();
    }

    /** {@return the file of the image; empty for its place below {@code /var/lib/outboard}, and for a device} */
    public Optional<AbsolutePath> imagePath() {
        return values.imagePath();
    }

    /** {@return the block device; empty for an image} */
    public Optional<AbsolutePath> device() {
        return values.device();
    }

    /** {@return which filesystem it is} */
    public Filesystem filesystem() {
        return values.filesystem();
    }

    /** {@return whether the filesystem is mounted with project quota} */
    public boolean projectQuota() {
        return values.projectQuota();
    }

    /** {@return how much each container may write; empty for no limit but the whole} */
    public Optional<ByteSize> containerSize() {
        return values.containerSize();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageSpec spec && values.equals(spec.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "StorageSpec");
    }

    /**
     * Collects the values of storage. Nothing is checked before {@link #build()}, which reports all mistakes at once.
     * Not thread-safe.
     */
    public static final class Builder {
        private final @Nullable String device;
        private @Nullable String size;
        private @Nullable String path;
        private Filesystem filesystem = Filesystem.EXT4;
        private @Nullable Boolean projectQuota;
        private @Nullable String containerSize;

        private Builder(@Nullable String size, @Nullable String device) {
            this.size = size;
            this.device = device;
        }

        private Builder(StorageSpec spec) {
            this(text(spec.size()), text(spec.device()));
            path = text(spec.imagePath());
            filesystem = spec.filesystem();
            projectQuota = spec.projectQuota() == isDefaultQuota() ? null : Boolean.valueOf(spec.projectQuota());
            containerSize = text(spec.containerSize());
        }

        private static @Nullable String text(Optional<?> value) {
            return value.map(Object::toString).orElse(null);
        }

        private boolean isDefaultQuota() {
            return filesystem == Filesystem.XFS;
        }

        /**
         * Another size of the image. A smaller one than it has on a host is refused there.
         *
         * @param bytes for example {@code 80G}
         * @return this builder
         */
        public Builder size(String bytes) {
            size = requireNonNull(bytes, "bytes is null");
            return this;
        }

        /**
         * The file of the image. {@code /var/lib/outboard/NAME.img} unless set, with the name of the daemon.
         *
         * @param file an absolute path, outside of the daemon's root; its directory must exist
         * @return this builder
         */
        public Builder imagePath(String file) {
            path = requireNonNull(file, "file is null");
            return this;
        }

        /**
         * Which filesystem it is. {@link Filesystem#EXT4} unless set.
         *
         * @param kind the filesystem
         * @return this builder
         */
        public Builder filesystem(Filesystem kind) {
            filesystem = requireNonNull(kind, "kind is null");
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
            projectQuota = quota;
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
            containerSize = requireNonNull(bytes, "bytes is null");
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public StorageSpec build() {
            Problems problems = new Problems();
            Values parsed = new Values(
                    parse("size", size, ByteSize::of, problems),
                    parse("imagePath", path, Builder::place, problems),
                    parse("device", device, Builder::place, problems),
                    filesystem,
                    projectQuota == null ? isDefaultQuota() : projectQuota,
                    parse("containerSize", containerSize, ByteSize::of, problems));
            checkPlace(parsed, problems);
            checkQuota(parsed, problems);
            problems.throwIfAny("storage");
            return new StorageSpec(parsed);
        }

        private static <T> Optional<T> parse(
                String property, @Nullable String text, Function<String, T> parser, Problems problems) {
            return text == null ? Optional.empty() : problems.check(property, () -> parser.apply(text));
        }

        /** A path that a unit can name: its key takes the value as it stands. */
        private static AbsolutePath place(String text) {
            AbsolutePath path = AbsolutePath.of(text);
            UnitValue.literal(text);
            return path;
        }

        private void checkPlace(Values parsed, Problems problems) {
            parsed.size()
                    .filter(bytes -> bytes.compareTo(filesystem.smallest()) < 0)
                    .ifPresent(bytes -> problems.add(
                            "size",
                            bytes.toString(),
                            "at least " + filesystem.smallest() + " for " + filesystem,
                            "choose what the images of the jobs need, e.g. \"40G\""));
            if (device != null && size != null) {
                problems.add("size", size, "none, since a device is used whole", "leave it out");
            }
            if (device != null && path != null) {
                problems.add("imagePath", path, "none, since a device is given", "leave it out");
            }
            parsed.device()
                    .filter(place -> !place.toString().startsWith("/dev/"))
                    .ifPresent(place -> problems.add(
                            "device",
                            place.toString(),
                            "a block device below /dev",
                            "write e.g. \"/dev/disk/by-id/...\"; for a file, use StorageSpec.image(..)"));
        }

        private void checkQuota(Values parsed, Problems problems) {
            if (parsed.projectQuota() && filesystem != Filesystem.XFS) {
                problems.add("projectQuota", "true", "false with " + filesystem, "choose filesystem(XFS)");
            }
            if (containerSize != null && (filesystem != Filesystem.XFS || !parsed.projectQuota())) {
                problems.add(
                        "containerSize",
                        containerSize,
                        "none with " + filesystem + (filesystem == Filesystem.XFS ? " without project quota" : "")
                                + ": the engine limits containers only on xfs with project quota",
                        "choose filesystem(XFS) with its quota, or leave the limit out");
            }
        }
    }
}
