package dev.outboard.core.testing.shared;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecContractTest {
    /** A spec that keeps the contract. */
    public record Spec(String name, int size) {
        Builder toBuilder() {
            Builder builder = new Builder();
            builder.name = name;
            builder.size = size;
            return builder;
        }
    }

    private static final class Builder {
        private String name = "one";
        private int size = 1;

        Builder otherName() {
            name = "other";
            return this;
        }

        Builder otherSize() {
            size = 9;
            return this;
        }

        Spec build() {
            return new Spec(name, size);
        }
    }

    @Test
    void acceptsASpecThatKeepsIt() {
        assertThatCode(() -> SpecContract.of(Builder::new, Spec::toBuilder, Builder::build)
                        .verify(Map.of("name", Builder::otherName, "size", Builder::otherSize)))
                .doesNotThrowAnyException();
    }

    @Test
    void findsThePropertyThatToBuilderForgets() {
        assertThatThrownBy(() -> SpecContract.<Spec, Builder>of(
                                Builder::new,
                                spec -> {
                                    Builder forgetful = new Builder();
                                    forgetful.name = spec.name();
                                    return forgetful;
                                },
                                Builder::build)
                        .verify(Map.of("name", Builder::otherName, "size", Builder::otherSize)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("with another size, a spec and its toBuilder().build() are not equal");
    }

    @Test
    void findsThePropertyThatTheBuilderForgets() {
        assertThatThrownBy(() -> SpecContract.of(
                                Builder::new, Spec::toBuilder, (Builder builder) -> new Spec(builder.name, 1))
                        .verify(Map.of("name", Builder::otherName, "size", Builder::otherSize)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a change of size does not change equality");
    }

    @Test
    void findsThePropertyThatTheTestForgets() {
        assertThatThrownBy(() -> SpecContract.of(Builder::new, Spec::toBuilder, Builder::build)
                        .verify(Map.of("name", Builder::otherName)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("no change alters size(): add one to the test");
    }
}
