/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.manifest.ManifestFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges while seals follow one another. */
class MergeDeferralTest {
    private static final long WAIT_NANOS_MAX = 60_000_000_000L;
    private static final int SEGMENTS = 4;

    @TempDir
    Path directory;

    private Catalog catalog;
    private final Model model = new Model(5);

    @BeforeEach
    void sealSome() throws Exception {
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            for (int i = 0; i < SEGMENTS; i++) {
                model.nextBatch(50);
                store.append(model.batch(), 0, model.batchBytes(), model.symbols());
                store.seal();
            }
        }
        catalog =
                new Catalog(directory, StoreState.of(directory, Objects.requireNonNull(ManifestFile.read(directory))));
    }

    private int segments() {
        return catalog.state().segments().size();
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(WAIT_NANOS_MAX);
            Thread.onSpinWait();
        }
    }

    @Test
    void aMergeStandsStillUntilTheSealIsOver() throws Exception {
        int before = segments();
        catalog.rotate();
        try (Upkeep upkeep = new Upkeep(directory, StoreOptions.DEFAULT.withMergeFanIn(2), catalog)) {
            upkeep.beginIfDue();
            await(upkeep::standsStill);
            assertThat(segments()).isEqualTo(before);
            catalog.sealed(List.of(), catalog.state().manifest().sealedThrough(), List.of());
            await(() -> segments() < before && !upkeep.standsStill());
        }
        StoreTest.assertRows(Store.read(directory), model, "merged");
    }

    @Test
    void aMergeGoesOnDuringASmallSeal() throws Exception {
        int before = segments();
        catalog.rotate();
        StoreOptions small = StoreOptions.DEFAULT.withMergeFanIn(2).withSealBytes(StoreOptions.SEAL_BYTES_MIN);
        try (Upkeep upkeep = new Upkeep(directory, small, catalog)) {
            upkeep.beginIfDue();
            await(() -> segments() < before);
            assertThat(catalog.state().sealing()).isTrue();
        }
    }

    @Test
    void aStoreThatClosesWaitsForNoSeal() {
        catalog.rotate();
        Upkeep upkeep = new Upkeep(directory, StoreOptions.DEFAULT.withMergeFanIn(2), catalog);
        upkeep.beginIfDue();
        await(upkeep::standsStill);
        upkeep.close();
        assertThat(upkeep.standsStill()).isFalse();
        assertThat(catalog.state().sealing()).isTrue();
    }

    @Test
    void whoAsksForItHasItMergedDuringASeal() throws Exception {
        int before = segments();
        catalog.rotate();
        try (Upkeep upkeep = new Upkeep(directory, StoreOptions.DEFAULT.withMergeFanIn(2), catalog)) {
            upkeep.beginIfDue();
            await(upkeep::standsStill);
            upkeep.compact();
            assertThat(segments()).isLessThan(before);
        }
        StoreTest.assertRows(Store.read(directory), model, "merged");
    }
}
