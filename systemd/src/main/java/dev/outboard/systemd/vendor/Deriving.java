package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.text.PlainText;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.EngineArgument;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.Variable;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One derivation, which gathers what is left out and what is wrong on its way. */
final class Deriving {
    private final VendorUnits vendor;
    private final UnitName service;
    private final UnitName socket;
    private final AbsolutePath program;
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<Problem> problems;

    Deriving(VendorUnits vendor, UnitName service, UnitName socket, AbsolutePath program) {
        this.vendor = vendor;
        this.service = service;
        this.socket = socket;
        this.program = program;
        this.problems = new ArrayList<>(vendor.problems());
    }

    Derivation derive() {
        Optional<UnitFile> derivedService = vendor.service().map(this::selected);
        Optional<UnitFile> derivedSocket =
                vendor.socket().map(this::selected).map(unit -> wanted(unit, "sockets.target"));
        Optional<VendorCommand> command = command();
        leaveOutOptions(command);
        leaveOutVariables(command);
        vendor.units().forEach(this::leaveOutDropIns);
        requireService();
        vendor.configuration()
                .ifPresent(file -> leftOut.addAll(new ConfigurationFile(file.path(), file.text()).leftOut()));
        Optional<String> line = command.flatMap(this::engine);
        return new Derivation(
                derivedService.flatMap(unit -> line.map(text -> completed(unit, text))),
                derivedSocket,
                leftOut,
                sharedDropIns().flatMap(file -> shared(file).stream()).toList(),
                problems);
    }

    private void leaveOutDropIns(InstalledUnit unit) {
        unit.dropIns().stream()
                .filter(file -> !unit.isShared(file))
                .forEach(file -> leftOut.addAll(new DropIn(file, unit).leftOut()));
    }

    private Stream<UnitFile> sharedDropIns() {
        return vendor.service().stream().flatMap(unit -> unit.dropIns().stream().filter(unit::isShared));
    }

    /** Variables and commands; a limit or time-out that every service has is not told. */
    private Optional<String> shared(UnitFile dropIn) {
        List<String> settings = Stream.concat(
                        Variable.of(dropIn).stream().map(Variable::name),
                        dropIn.keys("Service").stream()
                                .filter(key -> key.startsWith("Exec"))
                                .map(key -> key + "="))
                .toList();
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(dropIn.fileName() + " holds for " + service + " as for every service: "
                        + String.join(", ", settings));
    }

    private UnitFile selected(InstalledUnit original) {
        Selection selection = new Selection(original, service, socket);
        leftOut.addAll(selection.leftOut());
        problems.addAll(selection.problems());
        return selection.unit();
    }

    private static UnitFile wanted(UnitFile unit, String target) {
        return unit.words("Install", "WantedBy").isEmpty() ? unit.add("Install", "WantedBy", target) : unit;
    }

    private void requireService() {
        if (vendor.service().isEmpty() && problems.isEmpty()) {
            vendor.socket()
                    .ifPresent(found -> problems.add(UnitSourceProblem.of(
                            found.fragment().fileName() + ", but no docker.service",
                            "both, or none",
                            "install the engine's package again, or " + UnitSourceProblem.GENERATE)));
        }
    }

    private Optional<VendorCommand> command() {
        if (vendor.service().isEmpty()) {
            return Optional.empty();
        }
        InstalledUnit unit = vendor.service().orElseThrow();
        String name = unit.fragment().fileName();
        try {
            Optional<VendorCommand> command = VendorCommand.of(unit);
            if (command.isEmpty()) {
                problems.add(problem(name + " has no ExecStart="));
            }
            return command;
        } catch (InvalidValueException unreadable) {
            problems.add(problem(name + ": ExecStart= has a quote that is not closed, or several commands"));
            return Optional.empty();
        }
    }

    private static Problem problem(String found) {
        return UnitSourceProblem.of(found, "a command that runs dockerd", UnitSourceProblem.GENERATE);
    }

    private void leaveOutOptions(Optional<VendorCommand> command) {
        command.stream()
                .flatMap(found -> found.options().stream())
                .filter(option -> !isPackaging(option) && !isUnsaid(option))
                .forEach(option -> leftOut.add(LeftOut.ofEngine(option.file(), option.title(), hasValue(option))));
    }

    private static boolean isPackaging(EngineArgument option) {
        return EngineOptions.find(option.name())
                .filter(EngineOption::isPackaging)
                .isPresent();
    }

    private static boolean isUnsaid(EngineArgument option) {
        return EngineOptions.find(option.name())
                .filter(known -> known.isUnsaid()
                        || option.value().filter(known::isDefault).isPresent())
                .isPresent();
    }

    private static boolean hasValue(EngineArgument option) {
        return option.value().filter(text -> !text.equals("true")).isPresent();
    }

    /**
     * A variable that holds options of the command is named by those. A file of variables may be for other programs as
     * well, so that of it only what is known to be the engine's is named.
     */
    private void leaveOutVariables(Optional<VendorCommand> command) {
        Set<String> shared = sharedDropIns().map(UnitFile::fileName).collect(Collectors.toSet());
        variables()
                .filter(variable -> !shared.contains(variable.file()))
                .filter(variable -> !EngineVariables.isPackaging(variable.name())
                        && !EngineVariables.isOurs(variable.name())
                        && (variable.raw().isPresent() || EngineVariables.isEngines(variable.name()))
                        && command.filter(found -> found.reads(variable.name())).isEmpty())
                .forEach(variable -> leftOut.add(
                        new LeftOut(variable.file(), variable.name(), EngineVariables.callFor(variable.name()))));
    }

    private Optional<String> engine(VendorCommand command) {
        Optional<Problem> fault = EngineProgram.fault(command, program);
        fault.ifPresent(problems::add);
        if (fault.isPresent()) {
            return Optional.empty();
        }
        String name = command.line().program();
        ExecLine line = ExecLine.parse(ExecLine.quote(List.of(name.startsWith("/") ? name : program.toString())));
        return Optional.of(line.append(command.options().stream()
                        .filter(Deriving::isPackaging)
                        .flatMap(option -> option.words().stream())
                        .toList())
                .text());
    }

    /** Adds what a second daemon needs and this vendor leaves to others. */
    private UnitFile completed(UnitFile unit, String line) {
        UnitFile completed = wanted(unit, "multi-user.target").set("Service", "ExecStart", line);
        for (String key : List.of("After", "Requires")) {
            if (!completed.words("Unit", key).contains(socket.toString())) {
                completed = completed.add("Unit", key, socket.toString());
            }
        }
        for (Variable variable : packagingElsewhere(unit.fileName())) {
            completed =
                    completed.add("Service", "Environment", UnitValue.environment(variable.name(), variable.value()));
        }
        return completed;
    }

    /** Variables of the packaging that a drop-in or a file of variables sets, and not the unit itself. */
    private List<Variable> packagingElsewhere(String unit) {
        return variables()
                .filter(variable -> EngineVariables.isPackaging(variable.name())
                        && !variable.file().equals(unit)
                        && PlainText.isOneLine(variable.value()))
                .toList();
    }

    private Stream<Variable> variables() {
        return vendor.service().stream().flatMap(unit -> unit.environment().values().stream());
    }
}
