/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the commands, in this process and in a child. */
@NullMarked
package io.ttlog.cli;

import org.jspecify.annotations.NullMarked;
