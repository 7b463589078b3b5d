package dev.outboard.runner.process;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program of a process of the host: it has to be there, and to know what it is given to read.
 *
 * @param process the process
 * @param runners its runners
 */
record InstalledProgram(HostProcess process, List<RunnerSpec> runners) {
    /** The second form is that of versions before 1.2. */
    private static final Pattern VERSION = Pattern.compile("(?m)^(?:Version:|\\S+ version) +(\\S+)");

    void check(Planning planning) {
        HostView host = planning.host();
        if (host.lacks(process.program())) {
            planning.conflict(new Problem(
                            "program",
                            "nothing at " + process.program(),
                            "GitLab Runner",
                            "install the package gitlab-runner, or name the program: HostProcess.Builder.program(…)")
                    .of(owner()));
            return;
        }
        version(host)
                .ifPresent(version -> Requirement.tooNew(requirements(), version).stream()
                        .map(problem -> problem.of(owner()))
                        .forEach(planning::conflict));
    }

    private String owner() {
        return "runner process " + process.name();
    }

    private List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>(process.settings().requirements());
        runners.forEach(runner -> requirements.addAll(runner.requirements()));
        return requirements;
    }

    /** A program of one's own need not tell it. */
    private Optional<RunnerVersion> version(HostView host) {
        return host.ask(Query.of(process.program().toString(), "--version"))
                .map(CommandResult::output)
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .flatMap(RunnerVersion::ofTag);
    }
}
