package dev.outboard.machine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that boots machines. It is skipped, with the reason, where no machine can be booted; with {@code
 * CI=true} in the environment it fails there. Its name ends with {@code MachineTest}, which tells Failsafe to run it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MachineCondition.class)
public @interface MachineTest {}
