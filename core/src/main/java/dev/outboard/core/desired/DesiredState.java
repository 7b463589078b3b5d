package dev.outboard.core.desired;

import dev.outboard.core.value.StackName;
import java.util.List;

/**
 * Everything that a stack must have on one host.
 *
 * @param stack the stack's name
 * @param resources what must be there; a resource stands after those it needs
 * @param checks what proves that it works
 */
public record DesiredState(StackName stack, List<Resource> resources, List<Check> checks) {

    /**
     * Creates a desired state.
     *
     * @param stack the stack's name
     * @param resources what must be there
     * @param checks what proves that it works
     */
    public DesiredState {
        resources = List.copyOf(resources);
        checks = List.copyOf(checks);
    }
}
