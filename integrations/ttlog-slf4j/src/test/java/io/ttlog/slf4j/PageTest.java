/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program that docs/slf4j.md shows, as somebody who copies it. */
class PageTest {
    @TempDir
    Path directory;

    @Test
    void theProgramOfThePageFindsWhatItLogged() throws IOException, InterruptedException {
        ChildJvm.Ended ended = ChildJvm.run(directory, List.of(), Page.class);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "{message=Order 4711 of Ada received, arg0=4711, order_id=null, request=r-4711}",
                        "{message=Payment is slow, arg0=null, order_id=4711, request=r-4711}",
                        "{message=Order 4711 was not paid, arg0=4711, order_id=null, request=r-4711}");
    }
}
