/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of exports: what was written is read back, by readers of others where there are some. */
@NullMarked
package io.ttlog.cli.export;

import org.jspecify.annotations.NullMarked;
