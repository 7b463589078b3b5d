package dev.outboard.systemd.cleanup;

import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.options.CleanUp;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders the script that cleans up. It lists what is there and removes it piece by piece, since the engine's own {@code
 * prune} can't do what is wanted: it knows the age of an image only since it was built, wherever that was, has no age for
 * volumes, can't except an image by its name, and of several excepted labels it wants all at once.
 */
public final class CleanUpScript {
    private static final String HEAD = """
            #!/bin/sh
            # Removes what the daemon %1$s needs no more. Written by Outboard, which will overwrite changes.
            set -eu
            unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_API_VERSION
            DOCKER_HOST=%2$s
            export DOCKER_HOST
            data=%3$s
            limit=$(($(date +%%s) - %4$d))

            # Whether a time, in JSON or bare, is long enough ago.
            is_old() {
                stamp=$(printf '%%s' "$1" | tr -d '"')
                seconds=$(date --date="$stamp" +%%s) && [ "$seconds" -le "$limit" ]
            }

            # Whether the second word is one of the lines of the first.
            is_in() {
                printf '%%s\\n' "$1" | grep -qxF -e "$2"
            }

            # Removes one thing. What came into use since it was listed is refused by the engine, and stays.
            remove() {
                docker "$1" rm "$2" >/dev/null || echo "$1 $2 stays"
            }

            # Images that pass the filters given, each once. From version 29 on, the client leaves out images without a
            # name unless it is asked for them; --all would also list the intermediate ones of a build.
            images() {
                {
                    docker image ls --quiet --no-trunc "$@"
                    docker image ls --quiet --no-trunc --filter dangling=true "$@"
                } | sort -u
            }
            """;

    private static final String CONTAINERS = """

            kept=$(by_label docker container ls --all --quiet --no-trunc)
            for id in $(docker container ls --all --quiet --no-trunc \\
                    --filter status=exited --filter status=dead --filter status=created); do
                time=$(docker container inspect --format \\
                    '{{if eq .State.Status "created"}}{{.Created}}{{else}}{{.State.FinishedAt}}{{end}}' "$id") || continue
                if is_old "$time" && ! is_in "$kept" "$id"; then
                    remove container "$id"
                fi
            done
            """;

    private static final String NETWORKS = """

            kept=$(by_label docker network ls --quiet --no-trunc)
            for id in $(docker network ls --quiet --no-trunc --filter type=custom); do
                time=$(docker network inspect --format '{{json .Created}}' "$id") || continue
                used=$(docker container ls --all --quiet --filter network="$id")
                if [ -z "$used" ] && is_old "$time" && ! is_in "$kept" "$id"; then
                    remove network "$id"
                fi
            done
            """;

    /** A name that goes takes the image along if it is its last one; without force, one in use stays. */
    private static final String IMAGES = """

            kept=$(by_label images; by_name)
            used=$(docker container ls --all --quiet | xargs --no-run-if-empty docker container inspect --format '{{.Image}}')
            for id in $(images); do
                time=$(docker image inspect --format '{{json .Metadata.LastTagTime}}' "$id" 2>/dev/null) || time=
                case $time in
                    *[1-9]*) ;;
                    *) time= ;;
                esac
                case $time in
                    '"0001-'* | '') time=$(docker image inspect --format '{{json .Created}}' "$id") || continue ;;
                esac
                if is_old "$time" && ! is_in "$kept" "$id" && ! is_in "$used" "$id"; then
                    names=$(docker image inspect --format '{{range .RepoTags}}{{println .}}{{end}}' "$id")
                    for name in ${names:-$id}; do
                        remove image "$name"
                    done
                fi
            done
            """;

    private static final String VOLUMES = """

            kept=$(by_label docker volume ls --quiet)
            for name in $(docker volume ls --quiet --filter dangling=true); do
                time=$(docker volume inspect --format '{{.CreatedAt}}' "$name") || continue
                if is_old "$time" && ! is_in "$kept" "$name"; then
                    remove volume "$name"
                fi
            done
            """;

    private final CleanUp cleanUp;

    private CleanUpScript(CleanUp cleanUp) {
        this.cleanUp = cleanUp;
    }

    /**
     * Renders the script.
     *
     * @param cleanUp what it does
     * @param daemon the name of the daemon
     * @param socket where the daemon listens
     * @param dataRoot where it has its data
     * @return a script for a POSIX shell with GNU coreutils
     */
    public static String render(CleanUp cleanUp, String daemon, SocketPath socket, AbsolutePath dataRoot) {
        CleanUpScript script = new CleanUpScript(cleanUp);
        return HEAD.formatted(
                        daemon,
                        ShellWords.quote(socket.url()),
                        ShellWords.quote(dataRoot.toString()),
                        cleanUp.minimumAge().toSeconds())
                + script.labels()
                + script.names()
                + script.threshold()
                + CONTAINERS
                + NETWORKS
                + IMAGES
                + (cleanUp.volumes() ? VOLUMES : "")
                + script.buildCache();
    }

    private String labels() {
        List<String> lines = new ArrayList<>();
        cleanUp.keptLabels().forEach(label -> lines.add("    \"$@\" --filter " + ShellWords.quote("label=" + label)));
        return """

                # What a label keeps, of the kind that the command lists.
                by_label() {
                """ + body(lines);
    }

    private String names() {
        List<String> lines = cleanUp.keptImages().stream()
                .map(image -> "    docker image inspect --format '{{.Id}}' " + ShellWords.quote(image.toString())
                        + " 2>/dev/null || :")
                .toList();
        return """

                # The images that are kept by name, as far as they are there.
                by_name() {
                """ + body(lines);
    }

    private static String body(List<String> lines) {
        return (lines.isEmpty() ? "    :" : String.join("\n", lines)) + "\n}\n";
    }

    private String threshold() {
        List<String> conditions = new ArrayList<>();
        cleanUp.aboveUsage()
                .ifPresent(percent ->
                        conditions.add("[ \"$(df --output=pcent \"$data\" | tr -dc 0-9)\" -le " + percent + " ]"));
        cleanUp.aboveSize()
                .ifPresent(size -> conditions.add(
                        "[ \"$(du --summarize --one-file-system --block-size=1 \"$data\" | cut -f 1)\" -le "
                                + size.bytes() + " ]"));
        return conditions.isEmpty()
                ? ""
                : "\nif " + String.join(" && ", conditions)
                        + "; then\n    echo \"there is room enough\"\n    exit 0\nfi\n";
    }

    private String buildCache() {
        return cleanUp.buildCache()
                ? "\ndocker builder prune --force --all --filter until="
                        + cleanUp.minimumAge().toSeconds() + "s >/dev/null || echo \"the build cache stays\"\n"
                : "";
    }
}
