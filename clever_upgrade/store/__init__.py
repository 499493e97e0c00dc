"""The store: a database that holds the records of one or many districts, and the state of their resync.

Live tables are what users read; stage tables hold what is not visible yet. Every write happens in one transaction that
first proves that its writer still holds the district's lease. The only package that knows SQLAlchemy or a driver.
"""
