package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingHostTest {
    /**
     * A method with a default in the interface would answer from the wrong host, unnoticed. But lacks(..) is answered by
     * status(..) and knows(..), which subclasses may override, and cached() looks through this host.
     */
    @Test
    void passesOnEveryMethodOfAHost() {
        assertThat(Arrays.stream(Host.class.getMethods()))
                .filteredOn(method -> !List.of("lacks", "cached").contains(method.getName()))
                .allSatisfy(method -> assertThat(forwardingMethod(method).getDeclaringClass())
                        .isIn(ForwardingHost.class, ForwardingHostView.class));
    }

    private static Method forwardingMethod(Method method) {
        try {
            return ForwardingHost.class.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException missing) {
            throw new AssertionError(missing);
        }
    }
}
