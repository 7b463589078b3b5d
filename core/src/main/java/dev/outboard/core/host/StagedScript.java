package dev.outboard.core.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What remains to be done on the host that a staged tree is copied to, as a script for a POSIX shell. It has no date, and
 * secrets only as variables that its user has to set.
 */
final class StagedScript {
    static final String HEADER = """
            #!/bin/sh
            # Made by Outboard. Completes, on the host, what the tree beside it begins. As root:
            #
            #   1. Copy the tree, from the directory that holds this script:
            #      tar --owner=0 --group=0 --exclude=./apply.sh -cf - . | \\
            #        tar -xpf - --no-overwrite-dir --keep-directory-symlink -C /
            #      For another host, run the second tar there by ssh.
            #   2. Run this script on the host.
            #
            # It stops at the first command that fails.
            set -eu
            """;

    /** What would lead the commands to another daemon or another system. */
    private static final String CLEAN_ENVIRONMENT = """
            unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
            unset SYSTEMD_OFFLINE SYSTEMD_IGNORE_CHROOT LD_PRELOAD LD_LIBRARY_PATH
            """;

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Secret> variables = new LinkedHashMap<>();

    /** A line, and the path that it is about; a command is about none. */
    private record Line(Optional<AbsolutePath> path, String text) {}

    /** Sets owner and mode of what was copied: the copy may have lost both. */
    void own(AbsolutePath path, FileMode mode, FileOwner owner) {
        retain(other -> !other.equals(path));
        String quoted = ShellWords.quote(path.toString());
        // chown(2) clears the set-user-ID bit, so chmod comes second
        lines.add(new Line(Optional.of(path), "chown " + owner + " " + quoted + "\nchmod " + mode + " " + quoted));
    }

    /** Drops what was to be done to paths that are there no more. */
    void retain(Predicate<AbsolutePath> isThere) {
        lines.removeIf(line -> line.path().filter(isThere.negate()).isPresent());
    }

    void run(Command command) {
        String environment = command.secrets().entrySet().stream()
                .map(secret -> secret.getKey() + "=\"$" + variable(secret.getKey(), secret.getValue()) + "\" ")
                .collect(Collectors.joining());
        // printf is a part of the shell, so no process has the secret among its arguments
        String input = command.input()
                .map(secret -> "printf %s \"$" + variable("COMMAND_INPUT", secret) + "\" | ")
                .orElse("");
        lines.add(new Line(Optional.empty(), input + environment + ShellWords.join(command.arguments())));
    }

    /** The script's variable for a secret: two commands may want different secrets under one name. */
    private String variable(String name, Secret secret) {
        String variable = name;
        for (int number = 2; !variables.getOrDefault(variable, secret).equals(secret); number++) {
            variable = name + "_" + number;
        }
        variables.put(variable, secret);
        return variable;
    }

    FileContent content() {
        StringBuilder script = new StringBuilder(HEADER).append(CLEAN_ENVIRONMENT);
        new TreeMap<>(variables)
                .forEach((variable, secret) -> script.append(": \"${")
                        .append(variable)
                        .append(":?set it to the secret: ")
                        .append(escaped(secret.source()))
                        .append("}\"\n"));
        lines.forEach(line -> script.append(line.text()).append('\n'));
        return FileContent.ofText(script.toString());
    }

    /** Inside double quotes and braces: XCU 2.2.3 and 2.6.2. */
    private static String escaped(String text) {
        return text.replaceAll("[\\\\\"$`}]", "\\\\$0");
    }
}
