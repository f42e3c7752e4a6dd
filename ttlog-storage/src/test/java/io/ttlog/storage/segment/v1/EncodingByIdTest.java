/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EncodingByIdTest {
    @Test
    void readersKnowEveryEncodingThatWritersTake() {
        for (ColumnEncoding encoding : Encodings.ALL) {
            ColumnEncoding known = Objects.requireNonNull(EncodingById.of(encoding.id()), encoding.toString());
            assertThat(known.getClass()).isEqualTo(encoding.getClass());
            assertThat(EncodingById.of(encoding.id())).isSameAs(known);
        }
    }

    @Test
    void thereAreNoOthers() {
        int found = 0;
        for (int id = -1; id < 300; id++) {
            ColumnEncoding encoding = EncodingById.of(id);
            found += encoding == null ? 0 : 1;
            assertThat(encoding == null ? id : encoding.id()).isEqualTo(id);
        }
        assertThat(found).isEqualTo(Encodings.ALL.size());
    }
}
