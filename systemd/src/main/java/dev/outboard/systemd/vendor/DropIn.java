package dev.outboard.systemd.vendor;

import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.installed.InstalledUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * A drop-in of the first daemon's units. It is the administrator's, so all of it is left out, but for the command and
 * the environment, which are read together with the unit's.
 *
 * @param file the drop-in
 * @param unit the unit that it changes; what the two have in common is not left out
 */
record DropIn(UnitFile file, InstalledUnit unit) {

    List<LeftOut> leftOut() {
        return file.sections().stream()
                .flatMap(section -> file.keys(section).stream().flatMap(key -> leftOut(section, key)))
                .toList();
    }

    private Stream<LeftOut> leftOut(String section, String key) {
        List<String> values = unit.values(file, section, key);
        if (values.isEmpty() || values.equals(unit.fragment().values(section, key))) {
            return Stream.empty(); // the drop-in, or a later one, takes back what was set
        }
        return switch (UnitKeys.of(section, key)) {
            case OURS, SET, COMMAND, VARIABLES, ORDER, TARGETS -> Stream.empty();
            case KEPT, OUTPUT, PROTECTION -> Stream.of(setting(key + "=", BuilderCall.DROP_IN));
            case RELOAD ->
                values.stream()
                        .filter(value -> !Selection.signalsMainProcess(value))
                        .map(value -> setting(key + "=" + Selection.program(value), BuilderCall.NONE));
            case NEEDS, OWN_UNITS ->
                file.words(section, key).stream()
                        .filter(word -> !Selection.isOwn(word) && !Selection.isNeeded(word))
                        .map(word -> setting(key + "=" + word, BuilderCall.NONE));
            case REFUSED -> Stream.of(setting(key + "=", BuilderCall.NONE));
            case LEFT_OUT ->
                key.startsWith("Exec")
                        ? values.stream().map(value -> setting(key + "=" + Selection.program(value), BuilderCall.NONE))
                        : Stream.of(setting(
                                key + "=", key.equals("Slice") ? BuilderCall.RESOURCE_LIMITS : BuilderCall.NONE));
        };
    }

    private LeftOut setting(String name, BuilderCall call) {
        return new LeftOut(file.fileName(), name, call);
    }
}
