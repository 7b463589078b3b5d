package dev.outboard.systemd.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.ProgramFile;
import dev.outboard.systemd.options.CleanUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script for real, with a client that has a file for each image and lists them as Docker's client does. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class CleanUpScriptTest {
    /**
     * A file {@code images/ID} has the name of the image, or nothing, in its first line, and a label in the second. The
     * client of Docker 29 lists images without a name only with {@code --all} or a filter for them: docker/cli commit
     * e9a941001c.
     */
    private static final String CLIENT = """
            #!/bin/sh
            cd "$(dirname "$0")/images" || exit
            wanted=
            case $* in *dangling=true*) wanted=nameless ;; esac
            label=$(printf '%s\\n' "$@" | sed -n 's/^label=//p')
            case "$1 $2" in
                'image ls')
                    for id in *; do
                        [ -e "$id" ] || continue
                        name=$(sed -n 1p "$id")
                        [ -z "$label" ] || [ "$(sed -n 2p "$id")" = "$label" ] || continue
                        case $wanted/$HIDES/$name in
                            nameless/*/ | /no/ | //?* | /no/?* | /yes/?*) echo "$id" ;;
                        esac
                    done
                    ;;
                'image inspect')
                    for id do :; done
                    case $4 in
                        *LastTagTime* | *Created*) echo '"2020-01-01T00:00:00Z"' ;;
                        *RepoTags*) sed -n 1p "$id" ;;
                        *) grep -lxF "$id" * ;;
                    esac
                    ;;
                'image rm')
                    [ -e "$3" ] && rm "$3" || rm "$(grep -lxF "$3" *)"
                    ;;
                'container ls')
                    case $* in *--filter*) ;; *) echo in-use ;; esac
                    ;;
                'container inspect') echo used ;;
            esac
            """;

    @TempDir
    private Path directory;

    private Path images;

    @BeforeEach
    void install() throws IOException {
        images = Files.createDirectory(directory.resolve("images"));
        ProgramFile.write(directory.resolve("docker"), CLIENT);
    }

    private void put(String id, String name, String label) throws IOException {
        Files.writeString(images.resolve(id), name + "\n" + label + "\n");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String script() {
        return CleanUpScript.render(
                CleanUp.at("daily")
                        .minimumAge(Duration.ofHours(1))
                        .keepLabel("keep")
                        .keepLabel("stage=release")
                        .keepImage("kept:1")
                        .build(),
                "docker2",
                SocketPath.of("/docker2/docker.sock"),
                AbsolutePath.of("/docker2/graph"));
    }

    private void run(String hides) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("clean-up.sh"), script());
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("HIDES", hides);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "yes"})
    void removesImagesWithoutANameWhetherTheClientHidesThemOrNot(String hides)
            throws IOException, InterruptedException {
        put("nameless1", "", "");
        put("nameless2", "", "");
        put("named", "old:1", "");

        run(hides);

        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "yes"})
    void keepsWhatALabelANameOrAContainerKeeps(String hides) throws IOException, InterruptedException {
        put("labelled", "", "keep");
        put("release", "", "stage=release");
        put("test", "", "stage=test");
        put("named", "kept:1", "");
        put("labelled-and-named", "other:1", "keep");
        put("used", "", "");

        run(hides);

        assertThat(left()).containsExactly("labelled", "labelled-and-named", "named", "release", "used");
    }
}
