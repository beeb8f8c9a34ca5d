namespace Platform.Server.Hosting;

/// <summary>What the server checks and prepares before it serves.</summary>
internal static class StartUpModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddStartUp() => services.AddSingleton<DataFolder>().AddSingleton<StartUp>();
    }
}
