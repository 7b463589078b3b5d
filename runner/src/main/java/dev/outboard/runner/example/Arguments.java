package dev.outboard.runner.example;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.docker.ImageArchive;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The command line of {@link ArticleStack}.
 *
 * @param command one of stage, plan, apply, verify and remove
 * @param directory where to stage
 * @param purge whether a removal takes the data as well
 * @param gitlab the GitLab that the runner is for, or empty for no runner
 */
record Arguments(String command, Path directory, boolean purge, Optional<GitLab> gitlab) {
    static final String USAGE = "[stage DIR | plan | apply | verify | remove [--purge]]"
            + " [--gitlab URL --token-file FILE [--runner-image IMAGE-OR-TAR]]";

    private static final Path DEFAULT_DIRECTORY = Path.of("target", "article-stack");
    private static final List<String> COMMANDS = List.of("stage", "plan", "apply", "verify", "remove");

    static Arguments parse(String... arguments) {
        Deque<String> words = new ArrayDeque<>(List.of(arguments));
        String command = words.isEmpty() || words.peek().startsWith("--") ? "stage" : words.pop();
        require(COMMANDS.contains(command), command, "a command");
        Path directory = DEFAULT_DIRECTORY;
        if (command.equals("stage") && !words.isEmpty() && !words.peek().startsWith("--")) {
            directory = Path.of(words.pop());
        }
        boolean purge = false;
        Optional<URI> url = Optional.empty();
        Optional<String> tokenFile = Optional.empty();
        Optional<String> image = Optional.empty();
        while (!words.isEmpty()) {
            String option = words.pop();
            switch (option) {
                case "--purge" -> purge = true;
                case "--gitlab" -> url = Optional.of(url(value(option, words)));
                case "--token-file" -> tokenFile = Optional.of(value(option, words));
                case "--runner-image" -> image = Optional.of(value(option, words));
                default -> require(false, option, "an option");
            }
        }
        require(
                url.isPresent() == tokenFile.isPresent(),
                String.join(" ", arguments),
                "both of --gitlab and --token-file");
        require(
                image.isEmpty() || url.isPresent(),
                String.join(" ", arguments),
                "--runner-image together with --gitlab and --token-file");
        Optional<String> runnerImage = image;
        Optional<String> token = tokenFile;
        return new Arguments(
                command,
                directory,
                purge,
                url.map(gitlab -> new GitLab(gitlab, Path.of(token.orElseThrow()), runnerImage)));
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new InvalidValueException("--gitlab", text, "a URL", "write e.g. https://gitlab.example.org");
        }
    }

    private static String value(String option, Deque<String> words) {
        require(!words.isEmpty(), option, "a value after it");
        return words.pop();
    }

    private static void require(boolean isRight, String found, String expected) {
        if (!isRight) {
            throw new InvalidValueException("arguments", found, expected, "use " + USAGE);
        }
    }

    /**
     * The GitLab that the runner is for.
     *
     * @param url where it is
     * @param tokenFile a file with the runner's token
     * @param runnerImage an image or a file made by {@code docker save}; empty for GitLab's own image
     */
    record GitLab(URI url, Path tokenFile, Optional<String> runnerImage) {
        private static final Pattern AUTHENTICATION_TOKEN = Pattern.compile("(?:.*-)?glrt-.*");

        /** The token as what it is: GitLab's authentication tokens have {@code glrt-}, which a prefix may precede. */
        RunnerToken token() {
            Secret token = Secret.fromFile(tokenFile);
            return AUTHENTICATION_TOKEN.matcher(token.reveal()).matches()
                    ? RunnerToken.given(token)
                    : RunnerToken.registered(token, RunnerRegistration.builder().build());
        }

        /** The runner's image: one to pull, or the first in a file. */
        Optional<ImageSource> image() {
            return runnerImage.map(named -> {
                Path archive = Path.of(named);
                return Files.isRegularFile(archive)
                        ? ImageSource.archive(
                                ImageArchive.readFrom(archive).images().get(0).toString(), archive)
                        : ImageSource.pull(named);
            });
        }
    }
}
