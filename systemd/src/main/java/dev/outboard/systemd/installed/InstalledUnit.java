package dev.outboard.systemd.installed;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A unit as systemd would load it now: its file, and its drop-ins after it (systemd.unit(5)). It may have been loaded with
 * other files, which only the running process tells of.
 *
 * @param name the unit
 * @param fragment its unit file
 * @param dropIns its drop-ins, in the order in which systemd reads them
 * @param environmentFiles the files that {@code EnvironmentFile=} names and that exist, in the order of reading
 */
public record InstalledUnit(UnitName name, UnitFile fragment, List<UnitFile> dropIns, List<TextFile> environmentFiles) {
    private static final String SERVICE = "Service";

    /**
     * A text file of the host.
     *
     * @param path its path
     * @param text its content
     */
    public record TextFile(String path, String text) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A value that a file assigns to a key.
     *
     * @param value the value as it is written
     * @param file the unit file or drop-in
     */
    public record Assignment(String value, UnitFile file) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A unit without drop-ins and environment files.
     *
     * @param name the unit
     * @param fragment its unit file
     * @return the unit
     */
    public static InstalledUnit of(UnitName name, UnitFile fragment) {
        return new InstalledUnit(name, fragment, List.of(), List.of());
    }

    /**
     * Looks for a unit as systemd would, except that the text behind a masked unit is found all the same.
     *
     * @param name its name; an instance has the file of its template
     * @param host the host
     * @param faults told of each file that systemd can't read; a drop-in among them is passed over
     * @return the unit, or empty if there is none, or its unit file can't be read
     * @throws dev.outboard.core.failure.HostException if the host does not let us read
     */
    public static Optional<InstalledUnit> find(UnitName name, HostView host, Consumer<UnitFileSyntaxException> faults) {
        return UnitPath.find(name, host)
                .flatMap(found -> parse(found, faults))
                .map(fragment -> read(name, fragment, host, faults));
    }

    private static InstalledUnit read(
            UnitName name, UnitFile fragment, HostView host, Consumer<UnitFileSyntaxException> faults) {
        List<UnitFile> dropIns = UnitPath.dropIns(name, AbsolutePath.of(fragment.fileName()), host).stream()
                .flatMap(found -> parse(found, faults).stream())
                .toList();
        InstalledUnit unit = new InstalledUnit(name, fragment, dropIns, List.of());
        Specifiers specifiers = new Specifiers(name, fragment.fileName());
        List<TextFile> environmentFiles = unit.values(SERVICE, "EnvironmentFile").stream()
                .map(path -> specifiers.resolve(path.startsWith("-") ? path.substring(1) : path))
                .flatMap(path -> PathPattern.files(path, host))
                .toList();
        return new InstalledUnit(name, fragment, dropIns, environmentFiles);
    }

    private static Optional<UnitFile> parse(UnitPath.Found found, Consumer<UnitFileSyntaxException> faults) {
        try {
            return Optional.of(
                    UnitFile.parse(found.path().toString(), found.content().bytes()));
        } catch (UnitFileSyntaxException fault) {
            faults.accept(fault);
            return Optional.empty();
        }
    }

    /**
     * The unit file and the drop-ins.
     *
     * @return the files in the order in which systemd reads them
     */
    public List<UnitFile> files() {
        return Stream.concat(Stream.of(fragment), dropIns.stream()).toList();
    }

    /**
     * Where the unit file and the drop-ins are.
     *
     * @return their paths
     */
    public List<AbsolutePath> paths() {
        return files().stream().map(file -> AbsolutePath.of(file.fileName())).toList();
    }

    /**
     * Whether a drop-in is for every unit of this type, such as those in {@code service.d}.
     *
     * @param file a drop-in of this unit
     * @return whether other units have it too
     */
    public boolean isShared(UnitFile file) {
        return file.fileName().contains("/" + name.suffix().substring(1) + ".d/");
    }

    /**
     * What is in force for a key: what one file assigns a later one can take back by an empty assignment.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the assignments in their order
     */
    public List<Assignment> assignments(String section, String key) {
        List<Assignment> inForce = new ArrayList<>();
        for (UnitFile file : files()) {
            if (file.resets(section, key)) {
                inForce.clear();
            }
            file.values(section, key).forEach(value -> inForce.add(new Assignment(value, file)));
        }
        return List.copyOf(inForce);
    }

    /**
     * The values in force for a key.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the values as they are written
     */
    public List<String> values(String section, String key) {
        return assignments(section, key).stream().map(Assignment::value).toList();
    }

    /**
     * The values of one file that are in force.
     *
     * @param file the unit file, or one of the drop-ins
     * @param section the section, without brackets
     * @param key the key
     * @return the values that the file assigns and no later file takes back
     */
    public List<String> values(UnitFile file, String section, String key) {
        return assignments(section, key).stream()
                .filter(assignment -> assignment.file().equals(file))
                .map(Assignment::value)
                .toList();
    }

    /**
     * A value with its specifiers replaced.
     *
     * @param value a value of this unit
     * @return the value; specifiers that only the running host can tell stay as they are
     */
    public String resolve(String value) {
        return new Specifiers(name, fragment.fileName()).resolve(value);
    }

    /**
     * The environment that the unit's files set, systemd.exec(5).
     *
     * @return the variables by name
     */
    public Map<String, Variable> environment() {
        return Variable.of(this);
    }

    /**
     * The commands that start the service.
     *
     * @return the commands in their order
     */
    public List<UnitCommand> commands() {
        Map<String, Variable> environment = environment();
        return assignments(SERVICE, "ExecStart").stream()
                .map(assignment -> UnitCommand.of(this, assignment, environment))
                .toList();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
