"""What people do in their clients and in the console. Acts raise callbacks; API calls never do."""
