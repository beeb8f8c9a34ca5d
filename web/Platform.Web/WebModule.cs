using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Identity;
using Platform.Web.Organizations;
using Platform.Web.Runs;
using Platform.Web.StateVersions;
using Platform.Web.Variables;
using Platform.Web.Workspaces;
using Radzen;

namespace Platform.Web;

/// <summary>The pages.</summary>
public static class WebModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWeb()
        {
            services.AddRazorComponents().AddInteractiveServerComponents();
            services.AddCascadingAuthenticationState();
            services.AddHttpContextAccessor();
            services.AddRadzenComponents();
            services.AddScoped<PageAction>();
            services.AddScoped<PageCaller>();
            services.AddScoped<ReadOrganizationRows>();
            services.AddScoped<ReadWorkspaceRows>();
            services.AddScoped<ReadWorkspaceView>().AddScoped<ReadStateView>().AddScoped<ReadVariableViews>();
            services.AddScoped<ReadStateRows>();
            services.AddScoped<ReadRunRows>().AddScoped<ReadRunView>().AddScoped<FollowRunLog>();
            services.AddScoped<OwnTokens>();
            return services;
        }
    }
}
