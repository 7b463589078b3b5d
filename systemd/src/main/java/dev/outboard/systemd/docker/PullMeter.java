package dev.outboard.systemd.docker;

import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ProgressDetail;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds up what a daemon says while it pulls an image: a line now and then for each layer, in no order. */
final class PullMeter {
    /** Eight times what an image can have; whatever says more is not to fill the memory. */
    private static final int MOST_LAYERS = 1024;

    private final Map<String, Layer> layers = new LinkedHashMap<>();

    private record Layer(long bytes, long total, boolean isDone) {
        Layer fetched(ProgressDetail detail) {
            return new Layer(orZero(detail.getCurrent()), Math.max(total, orZero(detail.getTotal())), isDone);
        }

        Layer complete() {
            return new Layer(total, total, isDone);
        }

        Layer done() {
            return new Layer(total, total, true);
        }

        private static long orZero(@Nullable Long number) {
            return number == null ? 0 : number;
        }
    }

    /** Takes one line, and gives the progress if it changed. */
    Optional<PullProgress> add(ResponseItem item) {
        String status = item.getStatus();
        // "Pulling from library/debian" has the tag where the others have their layer
        if (item.getId() == null || status == null || status.startsWith("Pulling from")) {
            return Optional.empty();
        }
        if (layers.size() >= MOST_LAYERS && !layers.containsKey(item.getId())) {
            return Optional.empty();
        }
        Layer before = layers.get(item.getId());
        Layer after = after(before == null ? new Layer(0, 0, false) : before, status, item.getProgressDetail());
        layers.put(item.getId(), after);
        return after.equals(before) ? Optional.empty() : Optional.of(sum());
    }

    /** Unpacking counts the same bytes again, so it is not progress of the transfer. */
    private static Layer after(Layer before, String status, @Nullable ProgressDetail detail) {
        return switch (status) {
            case "Downloading" -> detail == null ? before : before.fetched(detail);
            case "Verifying Checksum", "Download complete" -> before.complete();
            case "Pull complete", "Already exists" -> before.done();
            default -> before;
        };
    }

    private PullProgress sum() {
        return new PullProgress(
                layers.size(),
                (int) layers.values().stream().filter(Layer::isDone).count(),
                layers.values().stream().mapToLong(Layer::bytes).sum(),
                layers.values().stream().mapToLong(Layer::total).sum());
    }
}
