package dev.outboard.systemd.testing;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;

/**
 * The main process of a service that runs, as proc_pid_exe(5) shows it.
 *
 * @param id its number
 * @param program what it runs
 */
record SimulatedMainProcess(int id, AbsolutePath program) {
    private static final String ONESHOT = "oneshot";

    /** A service that ends by itself has none. */
    static Optional<SimulatedMainProcess> of(UnitFile unit, int id) {
        return unit.value("Service", "ExecStart")
                .filter(ignored -> !unit.value("Service", "Type").equals(Optional.of(ONESHOT)))
                .map(ExecLine::parse)
                .map(line -> new SimulatedMainProcess(id, AbsolutePath.of(program(line))));
    }

    /** nsenter(1) becomes the program that it is told. */
    private static String program(ExecLine line) {
        List<String> words = line.words().stream().map(ExecLine.Word::text).toList();
        return line.program().endsWith("/nsenter") ? words.get(words.indexOf("--") + 1) : line.program();
    }

    private AbsolutePath directory() {
        return AbsolutePath.of("/proc").resolve(Integer.toString(id));
    }

    void begin(InMemoryHost host) {
        host.putSymbolicLink(directory().resolve("exe"), program.toString());
    }

    void loseItsFile(InMemoryHost host) {
        host.putSymbolicLink(directory().resolve("exe"), program + " (deleted)");
    }

    void end(InMemoryHost host) {
        host.deleteFile(directory().resolve("exe"));
        host.deleteEmptyDirectory(directory());
    }
}
