using RetentionWorker.Simulation;

return SimulationCommand.Run(args);
