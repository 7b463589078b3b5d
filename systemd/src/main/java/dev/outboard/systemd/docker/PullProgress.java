package dev.outboard.systemd.docker;

/**
 * How far the fetching of an image is. The daemon learns of layers and of their sizes on the way, so both totals grow.
 *
 * @param layers how many layers the image has, as far as is known
 * @param layersDone how many of them are in the daemon's store
 * @param bytes how many bytes were fetched
 * @param totalBytes how many bytes there are to fetch, as far as is known; compressed, as they go over the network
 */
public record PullProgress(int layers, int layersDone, long bytes, long totalBytes) {
    private static final long MEGABYTE = 1_000_000;

    /**
     * The progress in one line, sizes in megabytes as Docker's own client prints them.
     *
     * @return for example {@code 3 of 12 layers, 45 of 130 MB}
     */
    @Override
    public String toString() {
        return layersDone + " of " + layers + " layers, " + bytes / MEGABYTE + " of " + totalBytes / MEGABYTE + " MB";
    }
}
