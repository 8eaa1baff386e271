"""`/indikator`: all indicators in one table, with source, years, coverage and whom they are about."""
