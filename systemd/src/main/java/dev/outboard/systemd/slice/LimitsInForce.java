package dev.outboard.systemd.slice;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.options.ResourceLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Which limits of a slice the kernel has.
 *
 * @param found the files of the slice's control group that hold what they must, with their content
 * @param missing those that do not, with what they must hold
 */
public record LimitsInForce(List<String> found, List<String> missing) {
    private static final AbsolutePath HIERARCHIES = AbsolutePath.of("/sys/fs/cgroup");

    /**
     * Creates the finding.
     *
     * @param found the files that hold what they must
     * @param missing those that do not
     */
    public LimitsInForce {
        found = List.copyOf(found);
        missing = List.copyOf(missing);
    }

    /**
     * Reads them.
     *
     * @param limits the wanted limits
     * @param slice the slice
     * @param unified whether the host has one hierarchy for everything
     * @param host the host
     * @return what its kernel has
     */
    public static LimitsInForce readFrom(HostView host, UnitName slice, ResourceLimits limits, boolean unified) {
        List<String> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Limit limit : Limit.of(limits)) {
            for (ControlGroupFile wanted : limit.settings(unified)) {
                ControlGroupFile setting = wanted.alternatives().stream()
                        .filter(other -> read(host, slice, wanted, unified).isEmpty()
                                && !read(host, slice, other, unified).isEmpty())
                        .findFirst()
                        .orElse(wanted);
                String content = read(host, slice, setting, unified);
                if (setting.isMetBy(content)) {
                    found.add(setting.file() + " " + content);
                } else {
                    missing.add(setting.file() + (content.isEmpty() ? " is not there" : " is " + content)
                            + ", expected " + setting.value());
                }
            }
        }
        return new LimitsInForce(found, missing);
    }

    private static String read(HostView host, UnitName slice, ControlGroupFile setting, boolean unified) {
        AbsolutePath hierarchy = unified ? HIERARCHIES : HIERARCHIES.resolve(setting.controller());
        return host.read(hierarchy.resolve(slice.toString()).resolve(setting.file()))
                .map(FileContent::text)
                .map(text -> text.lines().findFirst().orElse("").strip())
                .orElse("");
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
