package dev.outboard.systemd.container;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory, file, socket or named volume of the host that a container sees: {@code docker run --volume}. The source
 * is looked up on the daemon's host, wherever the call comes from.
 *
 * @param source an absolute path on the host, or the name of a volume
 * @param target where the container sees it
 * @param options Docker's words for it, for example {@code ro}
 */
public record Bind(String source, AbsolutePath target, List<String> options) {
    private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final Pattern OPTION =
            Pattern.compile("ro|rw|z|Z|nocopy|r?shared|r?slave|r?private|consistent|cached|delegated");

    /**
     * Creates a bind.
     *
     * @param source an absolute path on the host, or the name of a volume
     * @param target where the container sees it
     * @param options Docker's words for it
     */
    public Bind {
        options = List.copyOf(options);
        String text = text(source, target, options);
        if (source.startsWith("/")) {
            AbsolutePath.of(source);
        } else if (!VOLUME.matcher(source).matches()) {
            throw invalid(text);
        }
        if (source.contains(":")
                || target.toString().contains(":")
                || !options.stream().allMatch(option -> OPTION.matcher(option).matches())) {
            throw invalid(text);
        }
    }

    /**
     * A bind without options.
     *
     * @param source the path on the host
     * @param target where the container sees it
     * @return the bind
     * @throws InvalidValueException if a path has a colon, which Docker can't tell from the one between them
     */
    public static Bind of(AbsolutePath source, AbsolutePath target) {
        return new Bind(source.toString(), target, List.of());
    }

    /**
     * A socket of the host under the same or another path.
     *
     * @param source the socket on the host
     * @param target where the container sees it
     * @return the bind
     * @throws InvalidValueException if a path has a colon
     */
    public static Bind of(SocketPath source, SocketPath target) {
        return of(source.path(), target.path());
    }

    /**
     * Reads a bind.
     *
     * @param bind as Docker's {@code --volume} takes it: {@code SOURCE:TARGET} or {@code SOURCE:TARGET:OPTION,OPTION}
     * @return the bind
     * @throws InvalidValueException if it is not of that form
     */
    public static Bind of(String bind) {
        List<String> parts = Splitter.on(':').splitToList(bind);
        if (parts.size() < 2 || parts.size() > 3) {
            throw invalid(bind);
        }
        List<String> options = parts.size() < 3 ? List.of() : Splitter.on(',').splitToList(parts.get(2));
        return new Bind(parts.get(0), AbsolutePath.of(parts.get(1)), options);
    }

    private static InvalidValueException invalid(String bind) {
        return new InvalidValueException(
                "bind",
                bind,
                "SOURCE:TARGET[:OPTIONS], the source an absolute path or a volume's name, the target an absolute path,"
                        + " no colon in either",
                "write e.g. \"/docker2/docker.sock:/var/run/docker.sock\"");
    }

    private static String text(String source, AbsolutePath target, List<String> options) {
        return String.join(
                ":",
                Stream.concat(
                                Stream.of(source, target.toString()),
                                options.isEmpty() ? Stream.empty() : Stream.of(String.join(",", options)))
                        .toList());
    }

    /**
     * The bind as Docker's {@code --volume} takes it.
     *
     * @return for example {@code /docker2/docker.sock:/var/run/docker.sock}
     */
    @Override
    public String toString() {
        return text(source, target, options);
    }
}
