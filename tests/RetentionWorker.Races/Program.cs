using RetentionWorker.Races;

return RacesCommand.Run(args);
