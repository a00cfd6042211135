"""`lingqu bench journeys`: customers advanced step by step, beside libraries that do it job by job."""
