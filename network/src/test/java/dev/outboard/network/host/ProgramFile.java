package dev.outboard.network.host;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Programs that tests write and run. Another process writes them: a process that another test starts at the same time has the
 * open files of this one until it runs its own program, and a program that is open for writing is "Text file busy", execve(2).
 */
final class ProgramFile {
    private ProgramFile() {}

    static Path write(Path path, String text) throws IOException {
        Process install = new ProcessBuilder("install", "--mode=755", "/dev/stdin", path.toString())
                .redirectErrorStream(true)
                .start();
        try (Writer input = install.outputWriter()) {
            input.write(text);
        }
        String output = install.inputReader().lines().collect(Collectors.joining("\n"));
        if (install.onExit().join().exitValue() != 0) {
            throw new IOException(output);
        }
        return path;
    }
}
