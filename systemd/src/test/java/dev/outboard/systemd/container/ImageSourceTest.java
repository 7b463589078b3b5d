package dev.outboard.systemd.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ImageReference;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageSourceTest {
    private static final Path FILE = Path.of("/srv/images/debian.tar");

    @Test
    void onlyAnImageThatIsFetchedHasAFile() {
        assertThat(ImageSource.archive("debian:13", FILE).archive()).contains(FILE);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new ImageSource(ImageReference.of("debian:13"), Optional.of(FILE), false))
                .withMessageContaining("/srv/images/debian.tar")
                .withMessageContaining("ImageSource.present(..)");
    }
}
