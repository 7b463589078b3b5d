package dev.outboard.runner.configuration;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.HostPath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.container.Bind;
import java.util.List;
import java.util.Optional;

/**
 * A volume of each job, as {@code volumes} of {@code config.toml} has it. It is wider than Docker's {@code --volume}: a path
 * alone, such as {@code /certs/client}, is a volume that a job shares with its services, and that the next job of the same slot
 * finds again ({@code helpers/container/volumes/parser} of GitLab Runner).
 *
 * @param source a path of the daemon's host, or the name of a volume of the daemon; empty for a volume that GitLab Runner makes
 * @param target where the job finds it
 * @param options Docker's words for it, for example {@code ro}
 */
public record JobVolume(Optional<String> source, AbsolutePath target, List<String> options) {

    /**
     * Creates a volume.
     *
     * @param source a path, a name, or empty
     * @param target where the job finds it
     * @param options Docker's words for it
     * @throws InvalidValueException if GitLab Runner would not take it
     */
    public JobVolume {
        options = List.copyOf(options);
        // the options and the target are those of a bind, whatever the source
        new Bind(source.orElse("volume"), target, options);
    }

    /**
     * Reads a volume.
     *
     * @param volume {@code /path}, {@code /path:OPTIONS}, {@code SOURCE:/path} or {@code SOURCE:/path:OPTIONS}
     * @return the volume
     * @throws InvalidValueException if it is not of that form
     */
    public static JobVolume of(String volume) {
        List<String> parts = Splitter.on(':').splitToList(volume);
        boolean hasSource = parts.size() > 2 || (parts.size() == 2 && !isOptions(parts.get(1)));
        if (hasSource) {
            return of(Bind.of(volume));
        }
        if (!volume.startsWith("/")) {
            throw new InvalidValueException(
                    "volume",
                    volume,
                    "/path[:OPTIONS] or SOURCE:/path[:OPTIONS]",
                    "write e.g. \"/certs/client\" or \"/srv/models:/models:ro\"");
        }
        return new JobVolume(
                Optional.empty(),
                AbsolutePath.of(parts.get(0)),
                parts.size() < 2 ? List.of() : Splitter.on(',').splitToList(parts.get(1)));
    }

    /**
     * A volume with a source.
     *
     * @param bind source, target and options
     * @return the volume
     */
    public static JobVolume of(Bind bind) {
        return new JobVolume(Optional.of(bind.source()), bind.target(), bind.options());
    }

    private static boolean isOptions(String text) {
        return !text.startsWith("/") && !text.isEmpty();
    }

    /**
     * The volume as Docker's {@code --volume} takes it.
     *
     * @return the bind, or empty if the volume has no source
     */
    public Optional<Bind> bind() {
        return source.map(place -> new Bind(place, target, options));
    }

    /**
     * Whether a source is a way to a place of the host, as the kernel finds it.
     *
     * @param source a path, or the name of a volume, which leads to none
     * @param places paths of the host, none of them with a symbolic link of every Debian in it
     * @return the first of them that the source is, or that lies below it
     */
    public static Optional<String> reached(String source, List<String> places) {
        return Optional.of(source)
                .filter(path -> path.startsWith("/"))
                .map(HostPath::of)
                .flatMap(path -> places.stream().filter(path::holds).findFirst());
    }

    /** The volume as {@code config.toml} has it. */
    @Override
    public String toString() {
        return bind().map(Bind::toString)
                .orElseGet(() -> options.isEmpty() ? target.toString() : target + ":" + String.join(",", options));
    }
}
