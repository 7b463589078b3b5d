package dev.outboard.systemd.slice;

import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.options.ResourceLimits;
import java.util.Map;

/** Renders slice units. Pure. */
public final class SliceUnit {
    private SliceUnit() {}

    /**
     * Renders a slice. Systemd starts it with the first unit in it, so it needs no installation.
     *
     * @param name its name
     * @param description what systemd calls it in its messages
     * @param limits what everything in it may use together
     * @return the unit
     */
    public static UnitFile render(UnitName name, String description, ResourceLimits limits) {
        UnitFile unit = UnitFile.empty(name.toString()).set("Unit", "Description", description);
        for (Map.Entry<String, String> limit : limits.assignments().entrySet()) {
            unit = unit.set("Slice", limit.getKey(), limit.getValue());
        }
        return unit;
    }
}
