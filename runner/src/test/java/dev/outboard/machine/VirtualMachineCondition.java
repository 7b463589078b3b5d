package dev.outboard.machine;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether tests with a {@link VirtualMachine} run here; they are skipped, with the reason, where they don't. */
final class VirtualMachineCondition implements ExecutionCondition {
    /** Beside those of a {@link Machine}: tools, and the packages they are in. */
    private static final Map<String, String> TOOLS =
            new TreeMap<>(Map.of("mke2fs", "e2fsprogs", "qemu-system-x86_64", "qemu-system-x86"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return MachineCondition.evaluate(Preconditions.missing().or(VirtualMachineCondition::missing), false);
    }

    private static Optional<String> missing() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("the JDK of this computer, which the virtual machine uses, is not for amd64."
                    + " Fix: run the tests on such a computer");
        }
        return TOOLS.entrySet().stream()
                .filter(tool -> Command.PATH.stream()
                        .noneMatch(directory -> Files.isExecutable(directory.resolve(tool.getKey()))))
                .map(tool -> tool.getKey() + " is not installed. Fix: apt-get install " + tool.getValue())
                .findFirst();
    }
}
