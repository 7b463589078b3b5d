package dev.outboard.systemd.slice;

import java.util.List;

/**
 * A file of a control group and what is in it, cgroups(7).
 *
 * @param controller the controller that it belongs to
 * @param file its name
 * @param value what it holds; only its first line counts, others are about single devices
 * @param alternatives what to look at instead where the kernel has no such file
 */
record ControlGroupFile(String controller, String file, String value, List<ControlGroupFile> alternatives) {
    /** The largest page of any Linux: the kernel counts memory in pages, and rounds down. */
    private static final int LARGEST_PAGE = 65_536;

    ControlGroupFile {
        alternatives = List.copyOf(alternatives);
    }

    ControlGroupFile(String controller, String file, String value) {
        this(controller, file, value, List.of());
    }

    static ControlGroupFile of(String controller, String file, long value) {
        return new ControlGroupFile(controller, file, Long.toString(value));
    }

    ControlGroupFile or(ControlGroupFile alternative) {
        return new ControlGroupFile(controller, file, value, List.of(alternative));
    }

    /** Whether the file holds what it must. */
    boolean isMetBy(String content) {
        String found = content.lines().findFirst().orElse("").strip();
        return found.equals(value) || (controller.equals("memory") && isRounded(found));
    }

    private boolean isRounded(String found) {
        try {
            long missing = Long.parseLong(value) - Long.parseLong(found);
            return missing >= 0 && missing < LARGEST_PAGE;
        } catch (NumberFormatException unlimited) {
            return false;
        }
    }
}
